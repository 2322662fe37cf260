import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { listenAddress } from './listen-address.js'

/** A server that tells orchestrators and balancers how things are. */
export interface HealthServer {
  readonly url: string
  close(): Promise<void>
}

/**
 * Answers on an address of its own, so that no request of a client can meet it and none of the site's paths is taken:
 * `/livez` with 200 as long as the process answers at all, `/readyz` with 200 while `isReady` says so, else with 503.
 */
export function openHealth(listen: string | number, isReady: () => boolean): Promise<HealthServer> {
  const { host, port } = listenAddress(listen, 'health')
  const server = createServer(
    { maxHeaderSize: 8_192, headersTimeout: 5_000, requestTimeout: 5_000 },
    (request, response) => {
      const known = request.url === '/livez' || request.url === '/readyz'
      const isAsking = request.method === 'GET' || request.method === 'HEAD'
      const isGood = request.url === '/livez' || isReady()
      const status = !known ? 404 : !isAsking ? 405 : isGood ? 200 : 503
      const body = status === 200 ? 'ok\n' : status === 503 ? 'not ready\n' : ''
      const allow = status === 405 ? { Allow: 'GET, HEAD' } : {}
      const headers = { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store', Connection: 'close', ...allow }
      response.writeHead(status, { ...headers, 'Content-Length': body.length })
      response.end(request.method === 'HEAD' ? '' : body)
    },
  )
  server.maxConnections = 100
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const { address, port: taken, family } = server.address() as AddressInfo
      resolve({
        url: `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed())
            server.closeAllConnections()
          }),
      })
    })
  })
}
