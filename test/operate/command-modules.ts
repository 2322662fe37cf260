import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** A module of the command, which has no entry of its own for its parts. */
async function commandModule<T>(path: string): Promise<T> {
  return (await import(pathToFileURL(resolve('packages/cli/dist', path)).href)) as T
}

export const { readAuditLog } =
  await commandModule<typeof import('../../packages/cli/src/audit-log/read-audit-log.js')>(
    'audit-log/read-audit-log.js',
  )
export const { putValue } =
  await commandModule<typeof import('../../packages/cli/src/tune/put-value.js')>('tune/put-value.js')
export const { readWorkload } =
  await commandModule<typeof import('../../packages/cli/src/exchange/workload.js')>('exchange/workload.js')
export const { runExchange } =
  await commandModule<typeof import('../../packages/cli/src/exchange/run-exchange.js')>('exchange/run-exchange.js')
export const { Replayer } =
  await commandModule<typeof import('../../packages/cli/src/replay/replayer.js')>('replay/replayer.js')
export const { explainReplay } =
  await commandModule<typeof import('../../packages/cli/src/explain/explain-replay.js')>('explain/explain-replay.js')
