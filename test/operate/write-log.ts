import { compile, createEngine, type DialectName, type RuleSource } from 'secrule'
import type { Exchange } from '../../packages/cli/src/exchange/exchange.js'
import { runExchange } from './command-modules.js'

/** How an audit log is written. */
export interface LogForm {
  readonly path: string
  readonly format?: string
  readonly dialect?: DialectName
  /** The storage folder of a concurrent log, whose index is `path`. */
  readonly storage?: string
  /** `On` blocks, `DetectionOnly` logs what would be. */
  readonly mode?: string
}

/** Takes exchanges through rules that log what is relevant, as a site would. Gives the ids of those that were stopped. */
export async function writeLog(
  rules: readonly RuleSource[],
  exchanges: readonly Exchange[],
  form: LogForm,
): Promise<readonly string[]> {
  const { path, format = 'JSON', dialect = 'secrule', storage, mode = 'On' } = form
  const logging = [
    `SecRuleEngine ${mode}`,
    'SecAuditEngine RelevantOnly',
    'SecAuditLogParts ABCEFHIJKZ',
    `SecAuditLogFormat ${format}`,
    `SecAuditLog ${path}`,
    ...(storage === undefined ? [] : ['SecAuditLogType Concurrent', `SecAuditLogStorageDir ${storage}`]),
  ]
  const program = compile([...rules, { text: `${logging.join('\n')}\n`, name: 'logging.conf' }], { dialect })
  const engine = createEngine(program, { logger: { log: () => {}, error: (message) => console.error(message) } })
  const stopped: string[] = []
  for (const [at, exchange] of exchanges.entries()) {
    await runExchange(engine, exchange, ({ id, interruption }) => interruption !== null && stopped.push(id), {
      id: `exchange-${at}`,
    })
  }
  await engine.close()
  return stopped
}
