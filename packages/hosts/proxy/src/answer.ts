import { isBodiless, ownPage, type RawHeaders, valuesOf } from '@secrule/host'
import type { Exchange } from './exchange.js'
import { ownHeaders } from './response-headers.js'
import { answerSimply } from './simple-answer.js'

/** Bytes of a request read on after an early answer. */
const lingerBytes = 1_048_576

/** Decides whether the connection stays open after this response, and tells Node. Before the headers are written. */
export function settleConnection(exchange: Exchange): void {
  const { connection, context, response, message } = exchange
  const { requestsPerConnection } = context.options.limits
  const isLast = requestsPerConnection > 0 && connection.requests - connection.pending >= requestsPerConnection
  const isBroken = message === null || connection.failureOf(message) !== null
  const mustClose = exchange.mustClose || isLast || isBroken
  if (mustClose || context.isClosing || exchange.hasUnreadBody) response.shouldKeepAlive = false
}

/**
 * Answers with a page of our own, or cuts the connection when an answer has begun. When the request has not been read to
 * its end, the last bytes of the answer wait for it a moment: a connection closed on unread bytes takes the answer along.
 */
export async function answer(exchange: Exchange, status: number, headers: RawHeaders): Promise<void> {
  const { response, context, request } = exchange
  if (exchange.isCut) return
  if (response.headersSent) {
    exchange.cut('stopped in mid-answer')
    return
  }
  settleConnection(exchange)
  const page = ownPage(status, exchange.inspection.id, valuesOf(request.headers, 'accept'), context.options.blockPage)
  if (exchange.isSimple) return answerSimply(exchange, status, page.body)
  const hasNoBody = status === 204 || status === 205 || status === 304
  const own = ['Content-Type', page.type, 'Cache-Control', 'no-store', 'X-Content-Type-Options', 'nosniff']
  const policy = ['Content-Security-Policy', "default-src 'none'"]
  const length = hasNoBody ? (status === 205 ? 0 : null) : page.body.length
  response.writeHead(status, ownHeaders(exchange, [...(hasNoBody ? [] : [...own, ...policy]), ...headers], length))
  exchange.status = status
  if (!isBodiless(request.method, status)) {
    response.write(page.body)
    exchange.bytes += page.body.length
    await linger(exchange)
  }
  await endResponse(exchange)
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
  if (exchange.connection.failureOf(message) !== null) return Promise.resolve()
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
