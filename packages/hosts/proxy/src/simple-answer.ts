import { closeGently } from './detached-response.js'
import type { Exchange } from './exchange.js'

/**
 * Whether a refused request is one of HTTP/0.9: its line has no version. Who sends such a line takes everything that
 * comes for the page itself.
 */
export function isSimpleRequest({ refused }: Exchange): boolean {
  return refused !== null && refused.status === 400 && refused.line.trim().split(/[ \t]+/, 3).length === 2
}

/** Answers in HTTP/0.9: the page without status line and headers, and the end of the connection. */
export function answerSimply(exchange: Exchange, status: number, page: Uint8Array): void {
  const { connection, context, response } = exchange
  const { socket } = connection
  response.detachSocket(socket)
  if (socket.destroyed) return
  exchange.status = status
  exchange.bytes += page.length
  socket.write(page)
  closeGently(socket, context.options.timeouts.linger)
}
