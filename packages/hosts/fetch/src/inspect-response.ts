import { headerChanges, type Inspection, isBodiless } from '@secrule/host'
import type { Interruption } from 'secrule/runtime'
import { BodyReader, joined } from './body-reader.js'
import { decompressionOf } from './decompression.js'
import { headerList } from './request-facts.js'

/** What phases 3 and 4 came to. */
export type InspectedResponse =
  | { readonly kind: 'admitted'; readonly response: Response }
  | { readonly kind: 'stopped'; readonly verdict: Interruption }

/**
 * Takes a response through phases 3 and 4. One whose body is not inspected is given back itself, with its headers set: it
 * may be more than it shows, as those that answer a WebSocket handshake are.
 */
export async function inspectResponse(
  inspection: Inspection,
  method: string,
  version: string,
  response: Response,
): Promise<InspectedResponse> {
  const { status, body, headers } = response
  let verdict = await inspection.responseHead(status, headerList(headers), version)
  if (verdict !== null) return stop(body, verdict)
  if (body === null || isBodiless(method, status) || inspection.bodyNeed('response') === 'pass') {
    verdict = await inspection.responseEnd()
    return verdict === null ? { kind: 'admitted', response: withHeaders(response, inspection) } : stop(body, verdict)
  }
  const source = new BodyReader(body)
  const first = await source.next()
  const decompression = first === null ? null : decompressionOf(headers.get('content-encoding'), first)
  const whole = source.continued(first === null ? [] : [first])
  let [kept, seen] = decompression === null ? [null, whole] : whole.tee()
  let isDecoded = decompression !== null
  let reader = new BodyReader(decompression === null ? seen : decompression(seen))
  let isBlank = true
  while (!reader.hasEnded && verdict === null && inspection.bodyNeed('response') === 'buffer') {
    const chunk = isDecoded ? await reader.next().catch(() => 'broken' as const) : await reader.next()
    if (chunk === 'broken' && isBlank && kept !== null) {
      // Not what its header says: then it is what it looks like.
      isDecoded = false
      ;[kept, seen] = kept.tee()
      reader = new BodyReader(seen)
      continue
    }
    // What breaks off later has been seen as far as a client could read it.
    if (chunk === null || chunk === 'broken') break
    isBlank = false
    verdict = await inspection.writeResponseBody(chunk)
  }
  verdict ??= await inspection.responseEnd()
  if (verdict !== null) {
    void kept?.cancel().catch(() => {})
    await reader.cancel()
    return { kind: 'stopped', verdict }
  }
  const isRewritten = headerChanges(inspection).has('content-length')
  if (kept !== null && !isRewritten) {
    void reader.cancel()
    return { kind: 'admitted', response: withHeaders(withBody(response, kept, []), inspection) }
  }
  void kept?.cancel().catch(() => {})
  const held = await joined(inspection.body('response'))
  const next = reader.hasEnded ? held : reader.continued([held])
  const stale = !isDecoded ? [] : ['content-encoding', 'etag', 'content-md5', 'digest', 'content-digest']
  return { kind: 'admitted', response: withHeaders(withBody(response, next, stale), inspection) }
}

async function stop(body: ReadableStream | null, verdict: Interruption): Promise<InspectedResponse> {
  await body?.cancel().catch(() => {})
  return { kind: 'stopped', verdict }
}

/** By way of the old response as a whole: platforms keep more in there than the standard knows. */
function withBody(response: Response, body: BodyInit | null, without: readonly string[]): Response {
  const changed = new Response(body, response)
  for (const name of without) changed.headers.delete(name)
  return changed
}

/** The response with the engine's changes and the id; a copy only where its headers cannot be set. */
function withHeaders(response: Response, inspection: Inspection): Response {
  // A switch of protocols is the platform's own affair, and so is what stands for a network error.
  if (response.status === 101 || response.status === 0) return response
  let changed = response
  const set = (name: string, value: string | null) => {
    if (value === null) changed.headers.delete(name)
    else changed.headers.set(name, value)
  }
  try {
    set('X-Request-Id', inspection.id)
  } catch {
    changed = withBody(response, response.body, [])
    set('X-Request-Id', inspection.id)
  }
  for (const [name, value] of headerChanges(inspection).values()) set(name, value)
  return changed
}
