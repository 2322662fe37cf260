import { createEngine, type Engine } from 'secrule'
import { engineProblem } from './engine-problem.js'
import { type LoadedRules, type RulesOptions, usableRules } from './rules.js'
import type { Terminal } from './terminal.js'

/** Reads rules and makes an engine of them that tells its own errors on standard error and writes no other log. */
export function openEngine(
  options: RulesOptions,
  terminal: Terminal,
): Omit<LoadedRules, 'program'> & { readonly engine: Engine; readonly program: NonNullable<LoadedRules['program']> } {
  const loaded = usableRules(options, terminal)
  const logger = { log: () => {}, error: (message: string) => terminal.tell(message) }
  try {
    return { ...loaded, engine: createEngine(loaded.program, { logger }) }
  } catch (error) {
    throw engineProblem(error)
  }
}
