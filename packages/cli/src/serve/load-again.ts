import type { Program } from 'secrule'
import { CommandError } from '../command-error.js'
import { count } from '../render/count.js'
import { renderText } from '../render/text.js'
import { loadRules, type RulesOptions } from '../rules.js'
import type { Terminal } from '../terminal.js'
import type { ErrorLog } from './error-log.js'

/**
 * Reads the rules again and hands them to `use`. When they cannot be used, the old ones stay and the reason is in the log.
 * Never rejects.
 */
export async function loadAgain(
  options: RulesOptions,
  log: ErrorLog,
  terminal: Terminal,
  use: (program: Program) => Promise<void>,
  failed: () => void,
): Promise<void> {
  const keep = (reason: string): void => log.tell(`rules not reloaded, the old ones stay: ${reason}`)
  try {
    const { program, diagnostics, milliseconds } = await loadRules(options)
    if (program === null) {
      const errors = diagnostics.filter((each) => each.severity === 'error')
      terminal.tell(renderText(errors, terminal.paintError))
      failed()
      return keep(count(errors.length, 'error'))
    }
    await use(program)
    log.tell(`rules reloaded: ${count(program.counts.rules, 'rule')} in ${Math.round(milliseconds)} ms`)
  } catch (error) {
    // what the engine refuses is counted where it refuses it
    if (error instanceof CommandError) failed()
    keep(error instanceof Error ? error.message : String(error))
  }
}
