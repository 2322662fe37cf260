import type { IncomingMessage } from 'node:http'
import { isBodiless, tokensOf, valuesOf } from '@secrule/host'
import { endResponse, settleConnection } from './answer.js'
import { BodySource } from './body-source.js'
import { decodedBody } from './decoded-body.js'
import type { Exchange } from './exchange.js'
import type { Outcome } from './outcome.js'
import { refuse } from './refusal.js'
import { responseHeaders } from './response-headers.js'
import { forwardableTrailers } from './trailers.js'
import { flushHead, writeChunk } from './write-chunk.js'

/**
 * Takes a response through phases 3 and 4 and to the client. What the engine wants to see is held back until it has
 * decided; everything else is streamed at the client's pace.
 */
export async function relayResponse(exchange: Exchange, message: IncomingMessage): Promise<Outcome> {
  const { inspection, request, context } = exchange
  const { timeouts, limits } = context.options
  const status = message.statusCode ?? 0
  if (status < 200) return { kind: 'refused', refusal: refuse(502, `upstream: status ${status} out of place`) }
  exchange.hasResponse = true
  const verdict = await inspection.responseHead(status, message.rawHeaders)
  if (verdict !== null) return { kind: 'interrupted', verdict }
  if (request.method === 'CONNECT' || isBodiless(request.method, status)) return relayHead(exchange, message, status)

  const isEventStream = /^text\/event-stream\b/i.test(message.headers['content-type'] ?? '')
  const decoded =
    inspection.bodyNeed('response') === 'buffer' ? await decodedBody(message, timeouts.responseBody) : null
  const source = new BodySource(decoded ?? message, {
    idle: isEventStream ? timeouts.stream : timeouts.responseBody,
    bytes: decoded === null ? 0 : limits.decodedResponse,
  })
  exchange.onCut(() => source.fail('closed'))
  while (!source.hasEnded && inspection.bodyNeed('response') === 'buffer') {
    const event = await source.next()
    if (event.kind === 'end') break
    if (event.kind === 'failed') return brokenResponse(exchange, event.reason)
    const late = await inspection.writeResponseBody(event.chunk)
    if (late !== null) return { kind: 'interrupted', verdict: late }
  }
  const last = await inspection.responseEnd()
  if (last !== null) return { kind: 'interrupted', verdict: last }

  const held: Uint8Array[] = []
  let heldBytes = 0
  for await (const chunk of inspection.body('response')) {
    held.push(chunk)
    heldBytes += chunk.length
  }
  const length = source.hasEnded
    ? heldBytes
    : decoded === null && heldBytes === source.bytes && !changesLength(exchange)
      ? declaredLength(message)
      : null
  const headers = responseHeaders(exchange, message.rawHeaders, { length, isDecoded: decoded !== null })
  if (!writeHead(exchange, message, headers)) return badHead
  flushHead(exchange.response)
  if (isEventStream) exchange.channel.beginEvents(timeouts.stream, () => exchange.cut('client closed'))
  for (const chunk of held) if (!(await send(exchange, chunk))) return gone
  while (!source.hasEnded) {
    const event = await source.next()
    if (event.kind === 'end') break
    if (event.kind === 'failed') {
      if (!exchange.isCut) exchange.cut(`upstream: response broke off (${event.reason})`)
      return gone
    }
    if (!(await send(exchange, event.chunk))) return gone
  }
  addTrailers(exchange, message)
  await endResponse(exchange)
  return { kind: 'served' }
}

const gone: Outcome = { kind: 'cut', reason: 'client closed' }
const badHead: Outcome = { kind: 'refused', refusal: refuse(502, 'upstream: a header that cannot be sent on') }

/** A response that is only headers: its length is that of the body it stands for. */
async function relayHead(exchange: Exchange, message: IncomingMessage, status: number): Promise<Outcome> {
  message.resume()
  const verdict = await exchange.inspection.responseEnd()
  if (verdict !== null) return { kind: 'interrupted', verdict }
  const isConnect = exchange.request.method === 'CONNECT'
  // After a good answer to CONNECT there is a tunnel, not a body; ours is closed at once.
  if (isConnect) exchange.response.useChunkedEncodingByDefault = false
  const isTunnel = isConnect && status < 300
  const length = isTunnel || status === 204 ? null : isConnect || status === 205 ? 0 : declaredLength(message)
  const headers = responseHeaders(exchange, message.rawHeaders, { length, isDecoded: false })
  if (!writeHead(exchange, message, headers)) return badHead
  await endResponse(exchange)
  return { kind: 'served' }
}

function writeHead(exchange: Exchange, message: IncomingMessage, headers: string[]): boolean {
  const { response } = exchange
  if (exchange.isCut) return true
  settleConnection(exchange)
  const status = message.statusCode ?? 0
  const reason = (message.statusMessage ?? '').replace(/[^\t\x20-\x7e\x80-\xff]/g, '')
  try {
    response.writeHead(status, reason, headers)
  } catch {
    return false
  }
  exchange.status = status
  return true
}

async function send(exchange: Exchange, chunk: Uint8Array): Promise<boolean> {
  if (exchange.isCut) return false
  exchange.bytes += chunk.length
  return writeChunk(exchange.response, chunk)
}

function addTrailers(exchange: Exchange, message: IncomingMessage): void {
  const trailers = forwardableTrailers(message.rawTrailers)
  if (trailers.length === 0 || !exchange.response.chunkedEncoding) return
  if (!tokensOf(exchange.request.headers, 'te').includes('trailers')) return
  const pairs: [string, string][] = []
  for (let i = 0; i + 1 < trailers.length; i += 2) pairs.push([trailers[i] ?? '', trailers[i + 1] ?? ''])
  exchange.response.addTrailers(pairs)
}

function brokenResponse(exchange: Exchange, reason: string): Outcome {
  if (exchange.isCut) return gone
  const status = reason === 'timeout' ? 504 : 502
  return { kind: 'refused', refusal: refuse(status, `upstream: response broke off (${reason})`) }
}

/** The Content-Length of the upstream; null when it sent chunks, or ends with its connection. */
function declaredLength(message: IncomingMessage): number | null {
  const lengths = valuesOf(message.rawHeaders, 'content-length')
  return lengths.length === 1 && /^\d{1,15}$/.test(lengths[0] ?? '') ? Number(lengths[0]) : null
}

function changesLength(exchange: Exchange): boolean {
  return exchange.inspection.headerChanges().some(({ name }) => name.toLowerCase() === 'content-length')
}
