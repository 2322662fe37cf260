import { closeGently } from './detached-response.js'
import type { Exchange } from './exchange.js'

/** What is looked at of a request line; a longer one is refused for its length. */
const longest = 32_768

/**
 * Whether a request begins with a line without a version: HTTP/0.9, where whoever asks takes everything that comes for
 * the page itself.
 */
export function isSimpleRequest(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.subarray(0, longest)).toString('latin1')
  return /^[\r\n]*[^ \t\r\n]+[ \t]+[^ \t\r\n]+[ \t]*\r?\n/.test(text)
}

/** Answers in HTTP/0.9: the page without status line and headers, and the end of the connection. */
export function answerSimply(exchange: Exchange, status: number, page: Uint8Array): void {
  const { channel, context, response } = exchange
  const { socket } = channel
  if (socket === null) return
  response.detachSocket?.(socket)
  if (socket.destroyed) return
  exchange.status = status
  exchange.bytes += page.length
  socket.write(page)
  closeGently(socket, context.options.timeouts.linger)
}
