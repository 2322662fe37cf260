import type { LinearNode } from '../analysis/linear-node.js'
import { linearise } from '../analysis/linearise.js'
import type { Matcher } from '../link-pattern.js'
import type { Pattern } from '../pattern.js'
import { parsePattern } from '../syntax/parse-pattern.js'
import { BoundedBacktracker } from './bounded-backtracker.js'
import { buildProgram } from './build-program.js'
import { LazyAutomaton } from './lazy-automaton.js'
import type { Program } from './program.js'
import { searchForward, searchStart } from './search.js'
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
  private forwardProgram: Program | null = null
  private forward: LazyAutomaton | null = null
  private reverseProgram: Program | null = null
  private reverse: LazyAutomaton | null = null
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
    const rest = subject.length - start
    this.captureProgram ??= buildProgram(this.read(), {
      reverse: false,
      captures: true,
      groups: this.pattern.groups,
    })
    this.backtracker ??= new BoundedBacktracker(this.captureProgram)
    if (this.backtracker.fits(rest)) return this.backtracker.run(subject, start)
    this.threads ??= new ThreadList(this.captureProgram)
    return this.threads.run(subject, start)
  }

  get work(): number {
    const engines = [this.forward, this.reverse, this.backtracker, this.threads]
    return engines.reduce((sum, engine) => sum + (engine?.work ?? 0), this.bytes)
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
    if (this.forwardProgram === null || this.forward === null) {
      const program = buildProgram(this.read(), { reverse: false, captures: false, groups: 0 })
      this.forwardProgram = program
      this.forward = new LazyAutomaton(program, pattern.anchoredStart ? program.start : program.searchStart, true)
    }
    return searchForward(this.forwardProgram, this.forward, subject, from)
  }

  private findStart(subject: string, from: number): number {
    if (this.pattern.anchoredStart) return 0
    this.bytes += subject.length - from
    if (this.reverseProgram === null || this.reverse === null) {
      const program = buildProgram(this.read(), { reverse: true, captures: false, groups: 0 })
      this.reverseProgram = program
      this.reverse = new LazyAutomaton(program, program.searchStart, false)
    }
    return searchStart(this.reverseProgram, this.reverse, subject, from)
  }
}
