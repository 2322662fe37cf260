import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HostOptions } from '@secrule/host'
import { Exchange } from './exchange.js'
import { type Guarded, guarded } from './guarded.js'
import { openGuard } from './open-guard.js'
import { requestFacts } from './request-facts.js'

/** The part of Koa's context that is needed. */
export interface KoaContext {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  respond?: boolean
}

/** Middleware of Koa. */
export type KoaMiddleware = (context: KoaContext, next: () => Promise<unknown>) => Promise<void>

/** Middleware for Koa: `app.use(koa({ rules }))`, before any body parser. */
export function koa(options: HostOptions): KoaMiddleware & Guarded {
  const guard = openGuard(options)
  const run: KoaMiddleware = async (context, next) => {
    const { req, res } = context
    const { method, target } = requestFacts(guard, req)
    if (!guard.inspects(method, target) || (await new Exchange(guard, req, res).admit())) await next()
    else context.respond = false
  }
  return guarded(run, guard)
}
