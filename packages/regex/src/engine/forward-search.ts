import type { LinearNode } from '../analysis/linear-node.js'
import { buildProgram } from './build-program.js'
import { LazyAutomaton } from './lazy-automaton.js'
import { searchEnd } from './search.js'

/** Finds where the first match of a regular tree ends, in linear time. */
export class ForwardSearch {
  private readonly program
  private readonly automaton: LazyAutomaton
  private bytes = 0

  constructor(tree: LinearNode, anchoredStart: boolean) {
    this.program = buildProgram(tree, { reverse: false, captures: false, groups: 0 })
    const entry = anchoredStart ? this.program.start : this.program.searchStart
    this.automaton = new LazyAutomaton(this.program, entry, 'any')
  }

  /** The first place at or after `from` where a match ends that starts at or after it; -1 when there is none. */
  find(subject: string, from: number): number {
    const end = searchEnd(this.program, this.automaton, subject, from)
    this.bytes += (end < 0 ? subject.length : end) - from
    return end
  }

  get work(): number {
    return this.automaton.work + this.bytes
  }
}
