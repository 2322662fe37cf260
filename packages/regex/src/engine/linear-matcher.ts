import type { LinearNode } from '../analysis/linear-node.js'
import { linearise } from '../analysis/linearise.js'
import type { Matcher, Turns } from '../link-pattern.js'
import type { Pattern } from '../pattern.js'
import { parsePattern } from '../syntax/parse-pattern.js'
import { BoundedBacktracker } from './bounded-backtracker.js'
import { buildProgram } from './build-program.js'
import { ForwardSearch } from './forward-search.js'
import { LazyAutomaton } from './lazy-automaton.js'
import type { Program } from './program.js'
import { searchEnd, searchStart } from './search.js'
import { ThreadList } from './thread-list.js'

/** Steps that are taken in a turn. */
const turn = 200_000

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

  prepare(): boolean {
    const isFirst = this.tree === undefined
    const tree = this.read()
    if (tree === null || isFirst) return tree !== null
    this.prepareFind(tree)
    return false
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
    const { program, ends } = this.prepareEnd(tree)
    const end = searchEnd(program, ends, subject, from)
    const start = this.findStart(tree, subject, from, end)
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

  // Each search goes to its end: another value may throw the automaton's states away meanwhile.
  *execInTurns(subject: string, from: number): Turns {
    if (this.forward === null) {
      const tree = this.read()
      yield
      if (tree !== null) this.prepareFind(tree)
      yield
    }
    const tree = this.read()
    if (tree === null) return 'error'
    if (!this.find(tree, subject, from)) return null
    yield
    const { program, ends } = this.prepareEnd(tree)
    yield
    const end = searchEnd(program, ends, subject, from)
    yield
    const start = this.findStart(tree, subject, from, end)
    this.bytes += (end - start) * 2
    if (!program.keepsSlots) return Int32Array.of(start, end)
    yield
    // of its own, for the same reason
    const threads = new ThreadList(program)
    threads.begin(subject, start, end)
    while (!threads.goOn(turn)) yield
    this.bytes += threads.work
    return threads.result()
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
    return this.prepareFind(tree).find(subject, from) >= 0
  }

  private prepareFind(tree: LinearNode): ForwardSearch {
    this.forward ??= new ForwardSearch(tree, this.pattern.anchoredStart)
    return this.forward
  }

  private prepareEnd(tree: LinearNode): { readonly program: Program; readonly ends: LazyAutomaton } {
    const { anchoredStart, groups } = this.pattern
    this.captureProgram ??= buildProgram(tree, { reverse: false, captures: true, groups })
    const program = this.captureProgram
    this.ends ??= new LazyAutomaton(program, anchoredStart ? program.start : program.searchStart, 'preferred')
    return { program, ends: this.ends }
  }

  private findStart(tree: LinearNode, subject: string, from: number, end: number): number {
    if (this.pattern.anchoredStart) return 0
    if (this.reverseProgram === null || this.reverse === null) {
      this.reverseProgram = buildProgram(tree, { reverse: true, captures: false, groups: 0 })
      this.reverse = new LazyAutomaton(this.reverseProgram, this.reverseProgram.start, 'all')
    }
    return searchStart(this.reverseProgram, this.reverse, subject, from, end)
  }
}
