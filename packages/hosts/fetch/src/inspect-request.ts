import type { Inspection } from '@secrule/host'
import type { Interruption } from 'secrule/runtime'
import { BodyReader, joined } from './body-reader.js'
import type { RequestFacts } from './request-facts.js'

/** What phases 1 and 2 came to. */
export type InspectedRequest =
  /** For the application: the very object that came, unless its body had to be read. */
  | { readonly kind: 'admitted'; readonly request: Request }
  | { readonly kind: 'stopped'; readonly verdict: Interruption }
  | { readonly kind: 'gone' }

/** Takes a request through phases 1 and 2. */
export async function inspectRequest(
  inspection: Inspection,
  request: Request,
  facts: RequestFacts,
): Promise<InspectedRequest> {
  const { method, target, version, headers, client, server } = facts
  let verdict = await inspection.requestHead({ method, target, version }, headers, client, server)
  if (verdict !== null) return { kind: 'stopped', verdict }
  const body = inspection.bodyNeed('request') === 'buffer' ? request.body : null
  if (body === null) {
    verdict = await inspection.requestEnd([])
    return verdict === null ? { kind: 'admitted', request } : { kind: 'stopped', verdict }
  }
  if (request.bodyUsed) {
    verdict = inspection.fail(new Error('the request body was read before it could be inspected'))
    return verdict === null ? { kind: 'admitted', request } : { kind: 'stopped', verdict }
  }
  const reader = new BodyReader(body)
  let bytes = 0
  while (!reader.hasEnded && inspection.bodyNeed('request') === 'buffer') {
    const chunk = await reader.next().catch(() => 'gone' as const)
    if (chunk === 'gone') return { kind: 'gone' }
    if (chunk === null) break
    bytes += chunk.length
    verdict = await inspection.writeRequestBody(chunk)
    if (verdict !== null) return stop(reader, verdict)
  }
  verdict = await inspection.requestEnd([])
  if (verdict !== null) return stop(reader, verdict)
  try {
    const held = await joined(inspection.body('request'))
    const next = reader.hasEnded ? held : reader.continued([held])
    return { kind: 'admitted', request: withBody(request, next, reader.hasEnded && held.length !== bytes) }
  } catch (error) {
    // Half a body must not reach the application, whatever the failure policy says.
    inspection.fail(error)
    return stop(reader, { action: 'deny', status: 500, phase: 2, ruleId: 0, reason: 'error' })
  }
}

async function stop(reader: BodyReader, verdict: Interruption): Promise<InspectedRequest> {
  await reader.cancel()
  return { kind: 'stopped', verdict }
}

function withBody(request: Request, body: BodyInit, isOtherLength: boolean): Request {
  const headers = new Headers(request.headers)
  if (isOtherLength) headers.delete('content-length')
  // `duplex` is asked for by the standard for bodies that stream, and unknown to the types.
  return new Request(request, { body, headers, duplex: 'half' } as RequestInit)
}
