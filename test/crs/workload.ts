import { readFileSync } from 'node:fs'
import { bytes, type Engine, type Interruption } from 'secrule'

type Body = string | { readonly base64: string }

/** One request of the workload files with its stub response. */
export interface WorkloadRequest {
  readonly id: string
  readonly label: 'benign' | 'attack'
  readonly method: string
  readonly uri: string
  readonly httpVersion: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body?: Body
  readonly response: {
    readonly status: number
    readonly headers: readonly (readonly [string, string])[]
    readonly body?: Body
  }
}

export function readWorkload(name: 'benign' | 'attack' | 'scaling'): readonly WorkloadRequest[] {
  return JSON.parse(readFileSync(`../shared/bench/workload/${name}.json`, 'utf8')).requests
}

function bodyBytes(body: Body | undefined): Uint8Array | null {
  if (body === undefined) return null
  return typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.base64, 'base64')
}

/** What the engine made of a request. */
export interface Verdict {
  readonly interruption: Interruption | null
  /** Ids of all rules that were logged, in order. */
  readonly logged: readonly number[]
}

/** Runs one request with its response through an engine, as a host does: a verdict ends it, logging still runs. */
export async function runRequest(engine: Engine, request: WorkloadRequest): Promise<Verdict> {
  const transaction = engine.newTransaction()
  transaction.processConnection('198.51.100.7', 54321, '192.0.2.1', 443)
  transaction.processUri(request.uri, request.method, request.httpVersion)
  for (const [name, value] of request.headers) transaction.addRequestHeader(bytes(name), bytes(value))
  const stopped = (await transaction.processRequestHeaders()) ?? (await sendBody()) ?? (await respond())
  await transaction.processLogging()
  const logged = transaction.matchedRules.filter((rule) => rule.logged).map(({ id }) => id)
  transaction.close()
  return { interruption: stopped, logged }

  async function sendBody(): Promise<Interruption | null> {
    const body = bodyBytes(request.body)
    if (body !== null && transaction.bodyNeed('request') === 'buffer') await transaction.writeRequestBody(body)
    return transaction.interruption ?? transaction.processRequestBody()
  }

  async function respond(): Promise<Interruption | null> {
    const { status, headers, body } = request.response
    for (const [name, value] of headers) transaction.addResponseHeader(bytes(name), bytes(value))
    await transaction.processResponseHeaders(status, '1.1')
    const content = bodyBytes(body)
    if (transaction.interruption !== null) return transaction.interruption
    if (content !== null && transaction.bodyNeed('response') === 'buffer') await transaction.writeResponseBody(content)
    return transaction.interruption ?? transaction.processResponseBody()
  }
}
