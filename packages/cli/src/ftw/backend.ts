import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import { byteString, bytesOf } from '../byte-string.js'
import { reflect } from './reflect.js'

/** A reflecting backend at work. */
export interface Backend {
  readonly url: string
  close(): Promise<void>
}

/** What the backend takes of a body. */
const largest = 67_108_864

/** Starts the backend that CRS's tests expect behind the server (see `reflect`). Port 0 takes a free one. */
export function startBackend(
  host: string,
  port: number,
  onLogMessage: (message: string) => void = () => {},
): Promise<Backend> {
  const server = createServer((request, response) => {
    const chunks: Uint8Array[] = []
    let bytes = 0
    request.on('data', (chunk: Uint8Array) => {
      bytes += chunk.length
      if (bytes <= largest) chunks.push(chunk)
      else request.destroy()
    })
    request.on('end', () => respond(request, byteString(Buffer.concat(chunks)), response, onLogMessage))
  })
  // Node hands the connection of a CONNECT over instead of waiting for an answer; here it is a method like any other.
  server.on('connect', (request, socket) => {
    const { status } = reflect(request.url ?? '', '')
    socket.on('error', () => socket.destroy())
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n\r\n`)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve(running(server)))
  })
}

function running(server: Server): Backend {
  const { address, family, port } = server.address() as AddressInfo
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function respond(
  request: IncomingMessage,
  body: string,
  response: ServerResponse,
  onLogMessage: (message: string) => void,
): void {
  const { status, headers, body: content, logMessage } = reflect(request.url ?? '/', body)
  if (logMessage !== null) onLogMessage(logMessage)
  // Framing is the server's own business.
  const fields = headers.filter(([name]) => !/^(?:content-length|transfer-encoding|connection)$/i.test(name)).flat()
  const length = status === 204 || status === 304 ? [] : ['Content-Length', `${content.length}`]
  response.writeHead(status, [...fields, ...length])
  response.end(bytesOf(content))
}
