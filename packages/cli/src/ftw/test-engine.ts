import { createEngine, type Engine, type Program } from 'secrule'
import { engineProblem } from '../engine-problem.js'
import type { FreshStore } from './fresh-store.js'

/** An engine for tests: all that it logs goes to `note`. Throws CommandError when it lacks something. */
export function testEngine(program: Program, store: FreshStore, note: (line: string) => void): Engine {
  try {
    return createEngine(program, { store, logger: { log: note, error: note } })
  } catch (error) {
    throw engineProblem(error)
  }
}
