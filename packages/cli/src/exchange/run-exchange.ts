import type { Engine, Interruption, Transaction, TransactionOptions } from 'secrule'
import { bytesOf } from '../byte-string.js'
import type { Exchange } from './exchange.js'

/** The two ends of a connection. */
export interface ExchangeEnds {
  readonly client: { readonly address: string; readonly port: number }
  readonly server: { readonly address: string; readonly port: number }
}

/** The connection that exchanges without one of their own are taken to come over (that of the workload files). */
const usualEnds: ExchangeEnds = {
  client: { address: '198.51.100.7', port: 54321 },
  server: { address: '192.0.2.1', port: 443 },
}

/**
 * Shows an exchange to the engine, phase by phase, as the proxy does: after an interruption only logging runs. The
 * transaction is handed to `look` before it is closed.
 */
export async function runExchange<T>(
  engine: Engine,
  exchange: Exchange,
  look: (transaction: Transaction) => T,
  options: TransactionOptions = {},
  ends: ExchangeEnds = usualEnds,
): Promise<T> {
  const transaction = engine.newTransaction(options)
  try {
    transaction.processConnection(ends.client.address, ends.client.port, ends.server.address, ends.server.port)
    const stopped = await showRequest(transaction, exchange.request)
    if (stopped === null && exchange.response !== null) await showResponse(transaction, exchange.response)
    await transaction.processLogging()
    return look(transaction)
  } finally {
    transaction.close()
  }
}

async function showRequest(transaction: Transaction, request: Exchange['request']): Promise<Interruption | null> {
  const host = request.headers.find(([name]) => name.toLowerCase() === 'host')?.[1]
  if (host !== undefined) transaction.setServerName(host.replace(/:\d*$/, ''))
  if (request.line !== undefined) transaction.processRequestLine(request.line)
  else transaction.processUri(request.target, request.method, request.version)
  for (const [name, value] of request.headers) transaction.addRequestHeader(name, value)
  let stopped = await transaction.processRequestHeaders()
  if (stopped === null && request.body !== '') stopped = await transaction.writeRequestBody(bytesOf(request.body))
  return stopped ?? (await transaction.processRequestBody())
}

async function showResponse(transaction: Transaction, response: NonNullable<Exchange['response']>): Promise<void> {
  for (const [name, value] of response.headers) transaction.addResponseHeader(name, value)
  let stopped = await transaction.processResponseHeaders(response.status, response.version)
  if (stopped === null && response.body !== '') stopped = await transaction.writeResponseBody(bytesOf(response.body))
  if (stopped === null) await transaction.processResponseBody()
}
