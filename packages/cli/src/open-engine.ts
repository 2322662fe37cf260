import { createEngine, type Engine, loadLibxml, MemoryStore, type NodeEngineOptions, type Program } from 'secrule'
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
): Promise<Omit<LoadedRules, 'program'> & { readonly engine: Engine; readonly program: Program }> {
  const loaded = await usableRules(options, terminal)
  return {
    ...loaded,
    engine: await engineOf(loaded.program, terminal, { allowPrograms: options.allowPrograms === true }),
  }
}

/** The same for rules that were read before. */
export async function engineOf(program: Program, terminal: Terminal, options: NodeEngineOptions = {}): Promise<Engine> {
  const logger = { log: () => {}, error: (message: string) => terminal.tell(message) }
  try {
    const xml = program.needs.includes('xml') ? { xml: await loadLibxml() } : {}
    return createEngine(program, { logger, store: new MemoryStore(), ...xml, ...options })
  } catch (error) {
    throw engineProblem(error)
  }
}
