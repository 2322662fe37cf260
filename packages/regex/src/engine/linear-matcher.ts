import type { LinearNode } from '../analysis/linear-node.js'
import { linearise } from '../analysis/linearise.js'
import type { Matcher } from '../link-pattern.js'
import type { Pattern } from '../pattern.js'
import { parsePattern } from '../syntax/parse-pattern.js'
import { BoundedBacktracker } from './bounded-backtracker.js'
import { buildProgram } from './build-program.js'
import { ForwardSearch } from './forward-search.js'
import { LazyAutomaton } from './lazy-automaton.js'
import type { Program } from './program.js'
import { searchEnd, searchStart } from './search.js'
import { ThreadList } from './thread-list.js'

// Null only when the pattern was not made by compilePattern.
function readTree(pattern: Pattern): LinearNode | null {
  const parsed = parsePattern(pattern.source, pattern.flags)
  return parsed.kind === 'problem' ? null : linearise(parsed.root)
}

/** Runs a regular pattern in linear time. Its automata are built when they are first needed and kept. */
export class LinearMatcher implements Matcher {
  readonly source: string
  private readonly pattern: Pattern
  private tree: LinearNode | null | undefined
  private forward: ForwardSearch | null = null
  private reverseProgram: Program | null = null
  private reverse: LazyAutomaton | null = null
  private ends: LazyAutomaton | null = null
  private backtracker: BoundedBacktracker | null = null
  private threads: ThreadList | null = null
  private captureProgram: Program | null = null
  private bytes = 0

  constructor(pattern: Pattern) {
    this.source = pattern.source
    this.pattern = pattern
  }

  test(subject: string): boolean | 'error' {
    const tree = this.read()
    return tree === null ? 'error' : this.find(tree, subject, 0)
  }

  // The end of the preferred match comes first, then its start from there leftward, then the groups in between; so a
  // search costs what it walks over, and searches one after the other do not walk over the same bytes again.
  exec(subject: string, from: number): Int32Array | null | 'error' {
    const tree = this.read()
    if (tree === null) return 'error'
    if (!this.find(tree, subject, from)) return null
    const { anchoredStart, groups } = this.pattern
    this.captureProgram ??= buildProgram(tree, { reverse: false, captures: true, groups })
    const program = this.captureProgram
    this.ends ??= new LazyAutomaton(program, anchoredStart ? program.start : program.searchStart, 'preferred')
    const end = searchEnd(program, this.ends, subject, from)
    const start = anchoredStart ? 0 : this.findStart(tree, subject, from, end)
    this.bytes += (end - start) * 2
    if (!program.keepsSlots) return Int32Array.of(start, end)
    this.backtracker ??= new BoundedBacktracker(program)
    if (this.backtracker.fits(end - start)) {
      const slots = this.backtracker.run(subject, start, end)
      if (slots !== 'overflow') return slots
    }
    this.threads ??= new ThreadList(program)
    return this.threads.run(subject, start, end)
  }

  get work(): number {
    const engines = [this.forward, this.reverse, this.ends, this.backtracker, this.threads]
    return engines.reduce((sum, engine) => sum + (engine?.work ?? 0), this.bytes)
  }

  private read(): LinearNode | null {
    if (this.tree === undefined) this.tree = readTree(this.pattern)
    return this.tree
  }

  private find(tree: LinearNode, subject: string, from: number): boolean {
    const { pattern } = this
    if (from < 0 || subject.length - from < pattern.minLength) return false
    if (pattern.anchoredStart && from > 0) return false
    this.forward ??= new ForwardSearch(tree, pattern.anchoredStart)
    return this.forward.find(subject, from) >= 0
  }

  private findStart(tree: LinearNode, subject: string, from: number, end: number): number {
    if (this.reverseProgram === null || this.reverse === null) {
      this.reverseProgram = buildProgram(tree, { reverse: true, captures: false, groups: 0 })
      this.reverse = new LazyAutomaton(this.reverseProgram, this.reverseProgram.start, 'all')
    }
    return searchStart(this.reverseProgram, this.reverse, subject, from, end)
  }
}
