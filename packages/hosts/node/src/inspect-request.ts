import type { IncomingMessage } from 'node:http'
import type { Inspection, RawHeaders } from '@secrule/host'
import type { Interruption } from 'secrule'
import { RequestBody } from './request-body.js'
import { announcesBody, type RequestFacts } from './request-facts.js'

/**
 * Takes a request through phases 1 and 2. Afterwards its body can be read as if nobody had; what the engine has changed
 * in it included. `gone`: the client left before the body was complete.
 */
export async function inspectRequest(
  inspection: Inspection,
  request: IncomingMessage,
  facts: RequestFacts,
): Promise<Interruption | null | 'gone'> {
  const { method, target, version, headers, client, server } = facts
  const early = await inspection.requestHead({ method, target, version }, headers, client, server)
  if (early !== null) return early
  if (!announcesBody(request) || inspection.bodyNeed('request') === 'pass') return inspection.requestEnd([])

  const body = new RequestBody(request)
  if (body.isTouched) return inspection.fail(new Error('the request body was read before it could be inspected'))
  let bytes = 0
  while (inspection.bodyNeed('request') === 'buffer') {
    const chunk = await body.next()
    if (chunk === 'gone') return 'gone'
    if (chunk === null) break
    bytes += chunk.length
    const verdict = await inspection.writeRequestBody(chunk)
    if (verdict !== null) return verdict
  }
  const { isComplete } = body
  const verdict = await inspection.requestEnd(isComplete ? (request.rawTrailers ?? []) : [])
  if (verdict !== null) return verdict
  try {
    const restored = await body.restore(inspection.body('request'))
    if (isComplete && restored !== bytes) announce(request, restored)
  } catch (error) {
    // Half a body must not reach the application, whatever the failure policy says.
    inspection.fail(error)
    return { action: 'deny', status: 500, phase: 2, ruleId: 0, reason: 'error' }
  }
  return null
}

/** A body that rules rewrote has another length; body parsers count. */
function announce(request: IncomingMessage, length: number): void {
  if (request.headers['content-length'] === undefined) return
  request.headers['content-length'] = String(length)
  const headers = request.rawHeaders as RawHeaders & string[]
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() === 'content-length') headers[i + 1] = String(length)
  }
}
