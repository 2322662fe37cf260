import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HostOptions } from '@secrule/host'
import { createProxy, type InspectingEngine, type ProxyOptions } from '@secrule/proxy'
import { compile, createEngine, type Transaction } from 'secrule'
import { type Configuration, optionsOf } from './configurations.js'
import type { Host, OpenSite } from './host.js'
import { readAll, readJsonOrForm, sendNatively } from './node-hosts.js'
import { answer, type Journal, readTarget } from './site.js'
import { WebSocketServer } from './web-sockets.js'

/** The reverse proxy before a server of node:http, on the same options as every other host. */
export const proxyHost: Host = {
  name: '`secrule serve`',
  gaps: { 'a compressed response goes out as it was': 'what had to be decompressed to be looked into goes out so' },
  open: (configuration) => openProxy(configuration, {}),
}

/** Opens the proxy of a configuration before the site. */
export async function openProxy(configuration: Configuration, more: Partial<ProxyOptions>): Promise<OpenSite> {
  const { options, journal } = optionsOf(configuration)
  const open = new Map<string, Transaction>()
  const { engine, program, close } = watchedEngine(options, open)
  const site = await openSite(journal, open)
  const { rules: _rules, audit: _audit, limits: _limits, ...shared } = options
  const proxy = createProxy({ ...shared, engine, ...program, upstream: site.url, listen: 0, ...more } as ProxyOptions)
  const { port } = await proxy.listen()
  return {
    port,
    async close() {
      await proxy.close(false)
      await site.close()
      await close()
    },
  }
}

/** The engine of a configuration; its transactions can be found by their id, which is what an upstream gets to know. */
function watchedEngine(options: HostOptions, open: Map<string, Transaction>) {
  if (options.engine !== undefined) return { engine: options.engine, program: {}, close: async () => {} }
  const program = compile(options.rules ?? [])
  const { audit, logger, onError = 'block' } = options
  const engine = createEngine(program, { onError, ...(audit ? { audit } : {}), ...(logger ? { logger } : {}) })
  const watched: InspectingEngine = {
    newTransaction(given) {
      const transaction = engine.newTransaction(given)
      const { id } = transaction
      open.set(id, transaction)
      const end = transaction.close.bind(transaction)
      transaction.close = () => {
        open.delete(id)
        end()
      }
      return transaction
    },
    reload: (next) => engine.reload(next),
  }
  return { engine: watched, program: { program }, close: () => engine.close() }
}

/** The application, as a server of its own. */
async function openSite(journal: Journal, open: ReadonlyMap<string, Transaction>) {
  const server = createServer((request, response) => {
    respond(request, response, journal, open).catch(() => {
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/html' })
      response.end('<p>failed</p>')
    })
  })
  answerSockets(server, journal)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  journal: Journal,
  open: ReadonlyMap<string, Transaction>,
): Promise<void> {
  const transaction = open.get(String(request.headers['x-request-id'])) ?? null
  const asked = {
    ...readTarget(request.url ?? ''),
    body: () => readAll(request),
    parsed: () => readJsonOrForm(request),
    transaction,
  }
  await sendNatively(response, await answer(asked, journal))
}

function answerSockets(server: Server, journal: Journal): void {
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    journal.calls++
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('message', (data) => client.send(`echo ${data}`))
    })
  })
}
