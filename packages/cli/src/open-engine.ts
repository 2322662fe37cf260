import { createEngine, type Engine, loadLibxml, MemoryStore } from 'secrule'
import { engineProblem } from './engine-problem.js'
import { type LoadedRules, type RulesOptions, usableRules } from './rules.js'
import type { Terminal } from './terminal.js'

/**
 * Reads rules and makes an engine of them that tells its own errors on standard error. Collections live in memory: a
 * command that tries rules out leaves those of SecDataDir, which a server may have open, alone.
 */
export async function openEngine(
  options: RulesOptions & { readonly allowPrograms?: boolean | undefined },
  terminal: Terminal,
): Promise<
  Omit<LoadedRules, 'program'> & { readonly engine: Engine; readonly program: NonNullable<LoadedRules['program']> }
> {
  const loaded = await usableRules(options, terminal)
  const logger = { log: () => {}, error: (message: string) => terminal.tell(message) }
  try {
    const xml = loaded.program.needs.includes('xml') ? { xml: await loadLibxml() } : {}
    return {
      ...loaded,
      engine: createEngine(loaded.program, {
        logger,
        store: new MemoryStore(),
        allowPrograms: options.allowPrograms === true,
        ...xml,
      }),
    }
  } catch (error) {
    throw engineProblem(error)
  }
}
