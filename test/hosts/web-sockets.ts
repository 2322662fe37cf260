import type { IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import type { Duplex } from 'node:stream'

// Of the package `ws`, which has no types of its own, what is used here.
interface Socket {
  on(event: 'message', listener: (data: Uint8Array) => void): void
  on(event: 'open' | 'close', listener: () => void): void
  on(event: 'error', listener: (error: Error) => void): void
  on(event: 'unexpected-response', listener: (request: unknown, response: IncomingMessage) => void): void
  send(data: string): void
  close(): void
  terminate(): void
}
interface Server {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, done: (socket: Socket) => void): void
}
const ws = createRequire(import.meta.url)('ws') as {
  WebSocketServer: new (options: { readonly noServer: true }) => Server
  WebSocket: new (url: string) => Socket
}

export const { WebSocketServer } = ws

/** Opens a WebSocket, says something, and gives what comes back: a message, or the status of a refusal. */
export function exchangeMessage(port: number, target: string, message: string): Promise<string | number> {
  return new Promise((resolve, reject) => {
    const socket = new ws.WebSocket(`ws://127.0.0.1:${port}${target}`)
    const timer = setTimeout(() => finish(() => reject(new Error('no answer to a WebSocket handshake'))), 5_000)
    const finish = (settle: () => void) => {
      clearTimeout(timer)
      settle()
      socket.terminate()
    }
    socket.on('open', () => socket.send(message))
    socket.on('message', (data) => finish(() => resolve(Buffer.from(data).toString())))
    socket.on('unexpected-response', (_request, response) => finish(() => resolve(response.statusCode ?? 0)))
    socket.on('error', (error) => finish(() => reject(error)))
  })
}
