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

function readTree(pattern: Pattern): LinearNode {
  const parsed = parsePattern(pattern.source, pattern.flags)
  const tree = parsed.kind === 'problem' ? null : linearise(parsed.root)
  if (tree === null) throw new Error('a pattern was linked to the linear engine that is not regular')
  return tree
}

/** Runs a regular pattern in linear time. Its automata are built when they are first needed and kept. */
export class LinearMatcher implements Matcher {
  private readonly pattern: Pattern
  private tree: LinearNode | null = null
  private forward: ForwardSearch | null = null
  private reverseProgram: Program | null = null
  private reverse: LazyAutomaton | null = null
  private ends: LazyAutomaton | null = null
  private backtracker: BoundedBacktracker | null = null
  private threads: ThreadList | null = null
  private captureProgram: Program | null = null
  private bytes = 0

  constructor(pattern: Pattern) {
    this.pattern = pattern
  }

  test(subject: string): boolean {
    return this.find(subject, 0)
  }

  exec(subject: string, from: number): Int32Array | null {
    if (!this.find(subject, from)) return null
    const start = this.findStart(subject, from)
    const program = this.groupProgram
    this.ends ??= new LazyAutomaton(program, program.start, 'preferred')
    const end = searchEnd(program, this.ends, subject, start)
    this.bytes += end - start
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

  private get groupProgram(): Program {
    const { groups } = this.pattern
    this.captureProgram ??= buildProgram(this.read(), { reverse: false, captures: true, groups })
    return this.captureProgram
  }

  private read(): LinearNode {
    this.tree ??= readTree(this.pattern)
    return this.tree
  }

  private find(subject: string, from: number): boolean {
    const { pattern } = this
    if (from < 0 || subject.length - from < pattern.minLength) return false
    if (pattern.anchoredStart && from > 0) return false
    this.bytes += subject.length - from
    this.forward ??= new ForwardSearch(this.read(), pattern.anchoredStart)
    return this.forward.find(subject, from)
  }

  private findStart(subject: string, from: number): number {
    if (this.pattern.anchoredStart) return 0
    this.bytes += subject.length - from
    if (this.reverseProgram === null || this.reverse === null) {
      const program = buildProgram(this.read(), { reverse: true, captures: false, groups: 0 })
      this.reverseProgram = program
      this.reverse = new LazyAutomaton(program, program.searchStart, 'all')
    }
    return searchStart(this.reverseProgram, this.reverse, subject, from)
  }
}
