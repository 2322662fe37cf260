import type { LinearNode } from '../analysis/linear-node.js'
import { buildProgram } from './build-program.js'
import { LazyAutomaton } from './lazy-automaton.js'
import { searchEnd } from './search.js'

/** Says whether a regular tree matches anywhere in a subject, in linear time. */
export class ForwardSearch {
  private readonly program
  private readonly automaton: LazyAutomaton

  constructor(tree: LinearNode, anchoredStart: boolean) {
    this.program = buildProgram(tree, { reverse: false, captures: false, groups: 0 })
    const entry = anchoredStart ? this.program.start : this.program.searchStart
    this.automaton = new LazyAutomaton(this.program, entry, 'any')
  }

  find(subject: string, from: number): boolean {
    return searchEnd(this.program, this.automaton, subject, from) >= 0
  }

  get work(): number {
    return this.automaton.work
  }
}
