import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HostOptions } from '@secrule/host'
import { Exchange } from './exchange.js'
import { type Guarded, guarded } from './guarded.js'
import { openGuard } from './open-guard.js'
import { requestFacts } from './request-facts.js'

/** The part of a Fastify server that is needed. */
export interface FastifyServer {
  addHook(name: 'onRequest', hook: FastifyHook): unknown
  addHook(name: 'onClose', hook: () => Promise<void>): unknown
}

type FastifyHook = (
  request: { readonly raw: IncomingMessage },
  reply: { readonly raw: ServerResponse; hijack(): unknown },
) => Promise<void>

/** A plugin of Fastify. */
export type FastifyPlugin = (server: FastifyServer, options: unknown, done: () => void) => void

/**
 * Plugin for Fastify 5: `app.register(fastify({ rules }))`. It covers all routes, those of the server that registers it,
 * and closes its engine with the server. A URL that Fastify cannot decode is refused by Fastify itself before any hook.
 */
export function fastify(options: HostOptions): FastifyPlugin & Guarded {
  const guard = openGuard(options)
  const plugin: FastifyPlugin = (server, _options, done) => {
    server.addHook('onRequest', async (request, reply) => {
      const { method, target } = requestFacts(guard, request.raw)
      if (!guard.inspects(method, target)) return
      if (!(await new Exchange(guard, request.raw, reply.raw).admit())) reply.hijack()
    })
    server.addHook('onClose', () => guard.close())
    done()
  }
  // What fastify-plugin would do: the hooks hold for the server that registers the plugin, not for a scope of its own.
  const marks = { [Symbol.for('skip-override')]: true, [Symbol.for('fastify.display-name')]: '@secrule/node' }
  return guarded(Object.assign(plugin, marks), guard)
}
