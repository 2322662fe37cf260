import { STATUS_CODES } from 'node:http'
import { type BlockReply, eachHeader, isBodiless, pageAnswer, type RawHeaders } from '@secrule/host'
import type { Exchange } from './exchange.js'
import { ownHeaders } from './response-headers.js'
import { answerSimply } from './simple-answer.js'

/** Bytes of a request read on after an early answer. */
const lingerBytes = 1_048_576

/** Decides whether the connection stays open after this response, and tells Node. Before the headers are written. */
export function settleConnection(exchange: Exchange): void {
  const { channel, context, response, message } = exchange
  const isLast = !channel.mayGoOn(context.options.limits.requestsPerConnection)
  const isBroken = message === null || channel.failureOf(message) !== null
  const mustClose = exchange.mustClose || isLast || isBroken
  if (mustClose || context.isClosing || exchange.hasUnreadBody) response.shouldKeepAlive = false
}

/**
 * Answers with a page of our own, `reply` taking the place of what it names; or cuts the connection when an answer has
 * begun. When the request has not been read to its end, the last bytes of the answer wait for it a moment: a connection
 * closed on unread bytes takes the answer along.
 */
export async function answer(
  exchange: Exchange,
  wanted: number,
  headers: RawHeaders,
  reply: BlockReply = {},
): Promise<void> {
  const { response, context, request, inspection } = exchange
  if (exchange.isCut) return
  if (response.headersSent) {
    exchange.cut('stopped in mid-answer')
    return
  }
  settleConnection(exchange)
  const page = pageAnswer(context.guard, inspection, request, { status: wanted, headers }, reply)
  if (page.kind === 'cut') return exchange.cut('dropped')
  const { status } = page
  const body = page.body ?? new Uint8Array(0)
  if (exchange.isSimple) return answerSimply(exchange, status, body)
  const length = page.body === null && status !== 205 ? null : body.length
  response.writeHead(
    status,
    STATUS_CODES[status] ?? 'unknown',
    ownHeaders(exchange, pageHeaders(page.headers, reply), length),
  )
  exchange.status = status
  if (!isBodiless(request.method, status)) {
    response.write(body)
    exchange.bytes += body.length
    await linger(exchange)
  }
  await endResponse(exchange)
}

/** Without what is written for every response, or decides where it ends. */
function pageHeaders(headers: RawHeaders, reply: BlockReply): string[] {
  const isNamed = Object.keys(reply.headers ?? {}).some((name) => name.toLowerCase() === 'server')
  const dropped = new Set(['content-length', 'transfer-encoding', 'connection', 'x-request-id'])
  if (!isNamed) dropped.add('server')
  const kept: string[] = []
  eachHeader(headers, (name, value) => {
    if (!dropped.has(name.toLowerCase())) kept.push(name, value)
  })
  return kept
}

/** Ends the response and waits until it has gone out, or the client has. */
export function endResponse(exchange: Exchange): Promise<void> {
  const { response } = exchange
  return new Promise((resolve) => {
    if (exchange.isCut) return resolve()
    response.once('finish', resolve)
    exchange.onCut(resolve)
    response.end()
  })
}

function linger(exchange: Exchange): Promise<void> {
  const { message, body, context } = exchange
  body?.release()
  const limit = context.options.timeouts.linger
  if (message === null || !exchange.hasUnreadBody || exchange.isWaitingForContinue || limit === 0) {
    return Promise.resolve()
  }
  if (exchange.channel.failureOf(message) !== null) return Promise.resolve()
  return new Promise((resolve) => {
    let bytes = 0
    const stop = () => {
      clearTimeout(timer)
      message.off('data', count)
      resolve()
    }
    const count = (chunk: Uint8Array) => {
      bytes += chunk.length
      if (bytes > lingerBytes) stop()
    }
    const timer = setTimeout(stop, limit)
    message.once('end', stop)
    message.once('close', stop)
    message.on('data', count)
    message.resume()
    exchange.onCut(stop)
  })
}
