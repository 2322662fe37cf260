// Runs requests of a workload through an engine and tells what became of them. The same file runs in Node, in a thread, in a
// page and in a page's worker, so there is nothing of any of them in here.
import { bytes, type Engine } from 'secrule/runtime'

type Body = string | { readonly base64: string }
type Headers = readonly (readonly [name: string, value: string])[]

/** A request of ../shared/bench/workload. */
export interface WorkloadRequest {
  readonly id: string
  readonly label: string
  readonly method: string
  readonly uri: string
  readonly httpVersion: string
  readonly headers: Headers
  readonly body?: Body
  readonly response: { readonly status: number; readonly headers: Headers; readonly body?: Body }
}

/** What became of a request: 0 when nobody stopped it, and every rule that matched, in order. */
export interface Verdict {
  readonly id: string
  readonly status: number
  readonly rules: readonly number[]
}

declare const TextEncoder: new () => { encode(text: string): Uint8Array }
declare const atob: (text: string) => string

function bytesOf(body: Body): Uint8Array {
  if (typeof body === 'string') return new TextEncoder().encode(body)
  return Uint8Array.from(atob(body.base64), (char) => char.charCodeAt(0))
}

export async function workloadVerdicts(engine: Engine, requests: readonly WorkloadRequest[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = []
  for (const { id, method, uri, httpVersion, headers, body, response } of requests) {
    const transaction = engine.newTransaction({ id })
    transaction.processConnection('198.51.100.7', 54_321, '192.0.2.1', 443)
    transaction.processUri(bytes(uri), method, httpVersion)
    for (const [name, value] of headers) transaction.addRequestHeader(bytes(name), bytes(value))
    await transaction.processRequestHeaders()
    if (body !== undefined) await transaction.writeRequestBody(bytesOf(body))
    await transaction.processRequestBody()
    for (const [name, value] of response.headers) transaction.addResponseHeader(bytes(name), bytes(value))
    await transaction.processResponseHeaders(response.status, '1.1')
    if (response.body !== undefined) await transaction.writeResponseBody(bytesOf(response.body))
    await transaction.processResponseBody()
    await transaction.processLogging()
    const rules = transaction.matchedRules.map((rule) => rule.id)
    verdicts.push({ id, status: transaction.interruption?.status ?? 0, rules })
    transaction.close()
  }
  return verdicts
}
