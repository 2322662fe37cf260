import { formatRecord } from '@secrule/audit'
import type { XmlEngine } from '@secrule/body'
import { TemporaryFiles } from '@secrule/body/node'
import {
  type AuditRecord,
  analyse,
  createEngine,
  type Interruption,
  type MaybePromise,
  type Transaction,
} from 'secrule'
import { type RegressionCase, suiteFolder } from './regression-case.js'
import { v3Message } from './v3-message.js'

/** What came of a case. Texts are byte strings. */
export interface Outcome {
  /** The problems of a load that failed, as libmodsecurity words them; empty when it loaded. */
  readonly loadErrors: readonly string[]
  /** 200, or the status of the intervention. */
  readonly status: number
  readonly redirect: string | null
  readonly debugLog: string
  readonly errorLog: string
  readonly auditLog: string
}

/** What cases are run with. Files that rules have saved go to `folder`, whatever place the rules name. */
export interface Surroundings {
  readonly xml: XmlEngine
  readonly folder: string
}

/** Loads the rules of a case and sends its transaction through an engine, all phases. */
export async function runCase(test: RegressionCase, { xml, folder }: Surroundings): Promise<Outcome> {
  const sources = [
    { text: 'SecDebugLogLevel 9', name: 'debug-level.conf' },
    { text: test.rules, name: test.file },
  ]
  const { program, diagnostics } = analyse(sources, { dialect: 'modsecurity3', baseFolder: suiteFolder })
  const nothing = { loadErrors: [], status: 200, redirect: null, debugLog: '', errorLog: '', auditLog: '' }
  if (program === null) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    return { ...nothing, loadErrors: errors.map((error) => v3Message(error, test.rules)) }
  }
  const debugLines: string[] = []
  const errorLines: string[] = []
  const records: AuditRecord[] = []
  const engine = createEngine(program, {
    allowPrograms: true,
    xml,
    logger: {
      log: (line) => void errorLines.push(line),
      error: (message) => void errorLines.push(message),
      debug: (_level, line) => void debugLines.push(line),
    },
    audit: { write: (record) => void records.push(record), close: () => {} },
    uploads: {
      open: ({ id, mode }: { id: string; mode: number }) => new TemporaryFiles({ directory: folder, id, mode }),
    },
  })
  const transaction = engine.newTransaction()
  const interruption = await send(transaction, test)
  transaction.close()
  await engine.close()
  return {
    ...nothing,
    status: interruption?.status ?? 200,
    redirect: interruption?.url ?? null,
    debugLog: debugLines.map((line) => `${line}\n`).join(''),
    errorLog: errorLines.map((line) => `${line}\n`).join(''),
    auditLog: records.map(formatRecord).join(''),
  }
}

/** Every step of the transaction, whatever the steps before it gave. */
async function send(transaction: Transaction, test: RegressionCase): Promise<Interruption | null> {
  const { client, server, request, response } = test
  transaction.processConnection(client.address, client.port, server.address, server.port)
  if (server.name !== null) transaction.setServerName(server.name)
  transaction.processUri(request.uri, request.method, request.version)
  for (const [name, value] of request.headers) transaction.addRequestHeader(name, value)
  const steps: (() => MaybePromise<unknown>)[] = [
    () => transaction.processRequestHeaders(),
    () => transaction.writeRequestBody(Buffer.from(request.body, 'latin1')),
    () => transaction.processRequestBody(),
    () => {
      for (const [name, value] of response.headers) transaction.addResponseHeader(name, value)
      // The cases write `HTTP/1.1` or nothing.
      const version = response.protocol.replace(/^HTTP\//, '')
      return transaction.processResponseHeaders(transaction.interruption?.status ?? 200, version)
    },
    () => transaction.writeResponseBody(Buffer.from(response.body, 'latin1')),
    () => transaction.processResponseBody(),
    () => transaction.processLogging(),
  ]
  for (const step of steps) await step()
  return transaction.interruption
}
