import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { express, fastify, type Guarded, koa, protect, transactionOf } from '@secrule/node'
import { fastify as createFastify, type FastifyReply, type FastifyRequest } from 'fastify'
import { compile, createEngine } from 'secrule'
import { type Configuration, optionsOf } from './configurations.js'
import type { Host, OpenSite } from './host.js'
import { answer, type Journal, readTarget, type SiteAnswer, type SiteRequest } from './site.js'
import { waitingEngine } from './waiting-engine.js'
import { WebSocketServer } from './web-sockets.js'

// Frameworks without types of their own; only what is called here.
const load = createRequire(import.meta.url)
type Next = (error?: unknown) => void
type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void
interface MiddlewareApp extends RequestListener {
  use(middleware: Middleware): void
  use(path: string, middleware: Middleware): void
}
interface ExpressModule {
  (): MiddlewareApp
  json(): Middleware
  urlencoded(options: object): Middleware
}
interface KoaContext {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly path: string
  readonly querystring: string
  status: number
  body: unknown
  append(name: string, value: string): void
}
interface KoaApp {
  silent: boolean
  use(middleware: (context: KoaContext, next: () => Promise<unknown>) => Promise<void>): void
  callback(): RequestListener
}

/** The hosts of @secrule/node, each with its real framework. */
export const nodeHosts: readonly Host[] = [
  {
    name: 'node:http',
    gaps: {},
    open: (configuration) => {
      const { options, journal } = optionsOf(configuration)
      const guard = protect(async (request, response) => {
        await sendNatively(
          response,
          await answer(
            siteRequest(request, () => readJsonOrForm(request)),
            journal,
          ),
        )
      }, options)
      return listen(guard, guard, journal)
    },
  },
  {
    name: 'Connect',
    gaps: {},
    open: (configuration) => {
      const app = (load('connect') as () => MiddlewareApp)()
      return openMiddleware(app, load('express4') as ExpressModule, configuration)
    },
  },
  ...(['express4', 'express5'] as const).map((name) => ({
    name: name.replace(/(\d)$/, ' $1').replace('e', 'E'),
    gaps: {},
    open: (configuration: Configuration) => {
      const module = load(name) as ExpressModule
      return openMiddleware(module(), module, configuration)
    },
  })),
  { name: 'Koa 3', gaps: {}, open: openKoa },
  { name: 'Fastify 5', gaps: {}, open: openFastify },
]

/** node:http once more, with an engine that makes everybody wait. Not a host of its own, so not in the table. */
export const waitingHost: Host = {
  name: 'node:http, with an engine that waits',
  gaps: {},
  open: (configuration) => {
    const { options, journal } = optionsOf(configuration)
    const { rules, audit, mode, engine, ...others } = options
    const program = compile(rules ?? [])
    const settings = { ...program.settings, ...(mode === 'detection' ? { ruleEngine: 'DetectionOnly' as const } : {}) }
    const services = { ...(audit === undefined ? {} : { audit }), ...(others.logger ? { logger: others.logger } : {}) }
    const own = engine ?? waitingEngine(createEngine({ ...program, settings }, services))
    const guard = protect(
      async (request, response) => {
        await sendNatively(
          response,
          await answer(
            siteRequest(request, () => readJsonOrForm(request)),
            journal,
          ),
        )
      },
      { ...others, engine: own },
    )
    return listen(guard, guard, journal)
  },
}

function openMiddleware(app: MiddlewareApp, parsers: ExpressModule, configuration: Configuration): Promise<OpenSite> {
  const { options, journal } = optionsOf(configuration)
  const guard = express(options)
  app.use(guard)
  app.use('/parsed', parsers.json())
  app.use('/parsed', parsers.urlencoded({ extended: false }))
  app.use((request, response, next) => {
    const parsed = async () => (request as { body?: unknown }).body
    answer(siteRequest(request, parsed), journal).then((given) => sendLikeExpress(response, given), next)
  })
  return listen(app, guard, journal)
}

async function openKoa(configuration: Configuration): Promise<OpenSite> {
  const { options, journal } = optionsOf(configuration)
  const guard = koa(options)
  const app = new (load('koa') as new () => KoaApp)()
  app.silent = true
  app.use(guard)
  app.use(async (context) => {
    const { req, path, querystring } = context
    const request = siteRequest(req, () => readJsonOrForm(req))
    const given = await answer({ ...request, path, query: new URLSearchParams(querystring) }, journal)
    context.status = given.status
    for (const [name, value] of given.headers) context.append(name, value)
    if (given.body !== null) context.body = nodeBody(given.body)
  })
  return listen(app.callback(), guard, journal)
}

async function openFastify(configuration: Configuration): Promise<OpenSite> {
  const { options, journal } = optionsOf(configuration)
  const guard = fastify(options)
  const app = createFastify({ bodyLimit: 20_000_000 })
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))))
  })
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )
  await app.register(guard)
  const handle = async (request: FastifyRequest, reply: FastifyReply) => {
    const given = await answer(
      {
        ...siteRequest(request.raw, async () => request.body),
        body: async () => (request.body as Uint8Array | undefined) ?? new Uint8Array(0),
      },
      journal,
    )
    reply.code(given.status)
    for (const [name, value] of given.headers) reply.header(name, value)
    return reply.send(nodeBody(given.body) ?? '')
  }
  app.all('/*', handle)
  await app.ready()
  answerSockets(app.server, guard, journal)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  return {
    port,
    async close() {
      app.server.closeAllConnections()
      await app.close()
    },
  }
}

/** Serves a listener, and WebSocket handshakes through its guard. */
export async function listen(listener: RequestListener, guard: Guarded, journal: Journal): Promise<OpenSite> {
  const server = createServer(listener)
  answerSockets(server, guard, journal)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await guard.close()
    },
  }
}

/** Answers WebSocket handshakes that the guard lets through; says back what it is told. */
export function answerSockets(server: Server, guard: Guarded, journal: Journal): void {
  const sockets = new WebSocketServer({ noServer: true })
  server.on(
    'upgrade',
    guard.upgrade((request, socket, head) => {
      journal.calls++
      sockets.handleUpgrade(request, socket, head, (client) => {
        client.on('message', (data) => client.send(`echo ${data}`))
      })
    }),
  )
}

/** A request of node:http as the site wants it. */
export function siteRequest(request: IncomingMessage, parsed: () => Promise<unknown>): SiteRequest {
  const { originalUrl } = request as { originalUrl?: string }
  return {
    ...readTarget(originalUrl ?? request.url ?? ''),
    body: () => readAll(request),
    parsed,
    transaction: transactionOf(request),
  }
}

/** The whole body of a request. */
export async function readAll(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts)
}

/** A body parser made by hand, for where there is none. */
export async function readJsonOrForm(request: IncomingMessage): Promise<unknown> {
  const text = Buffer.from(await readAll(request)).toString()
  return request.headers['content-type']?.includes('json')
    ? JSON.parse(text)
    : Object.fromEntries(new URLSearchParams(text))
}

/** With `writeHead`, and `write` as often as there are pieces. */
export async function sendNatively(response: ServerResponse, { status, headers, body }: SiteAnswer): Promise<void> {
  response.writeHead(status, headers.flat())
  if (body === null || typeof body === 'string' || body instanceof Uint8Array) {
    response.end(body ?? undefined)
    return
  }
  for await (const chunk of body) {
    if (!response.write(chunk)) await new Promise((resolve) => response.once('drain', resolve))
  }
  response.end()
}

/** With `statusCode`, single headers and `send`, or a stream that is piped. */
export function sendLikeExpress(response: ServerResponse, { status, headers, body }: SiteAnswer): void {
  response.statusCode = status
  for (const [name, value] of headers) response.appendHeader(name, value)
  const { send } = response as { send?: (body: unknown) => void }
  const content = nodeBody(body)
  if (content instanceof Readable) content.pipe(response)
  else if (send !== undefined) send.call(response, content)
  else response.end(content)
}

function nodeBody(body: SiteAnswer['body']): string | Buffer | Readable | undefined {
  if (body === null) return undefined
  if (typeof body === 'string') return body
  return body instanceof Uint8Array ? Buffer.from(body) : Readable.from(body)
}
