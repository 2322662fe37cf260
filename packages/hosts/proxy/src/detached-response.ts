import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * A response on a connection that Node's server has let go of (an upgrade, CONNECT, a parser error). It closes the
 * connection when it has gone out.
 */
export function detachedResponse(message: IncomingMessage, socket: Socket, linger: number): ServerResponse {
  const response = new ServerResponse(message)
  response.shouldKeepAlive = false
  const onDrain = () => response.emit('drain')
  socket.on('drain', onDrain)
  response.once('finish', () => {
    socket.off('drain', onDrain)
    response.detachSocket(socket)
    closeGently(socket, linger)
  })
  response.assignSocket(socket)
  return response
}

/** Ends a connection so that the other side gets to read what was sent: its own bytes are read on for a while. */
export function closeGently(socket: Socket, linger: number): void {
  if (socket.destroyed) return
  const timer = setTimeout(() => socket.destroy(), Math.max(linger, 1))
  socket.once('close', () => clearTimeout(timer))
  socket.once('end', () => socket.destroySoon())
  socket.end()
  socket.resume()
  if (socket.readableEnded) socket.destroySoon()
}
