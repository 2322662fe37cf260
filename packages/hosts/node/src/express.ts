import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HostOptions } from '@secrule/host'
import { Exchange } from './exchange.js'
import { type Guarded, guarded } from './guarded.js'
import { openGuard } from './open-guard.js'
import { requestFacts } from './request-facts.js'

/** Middleware as Express 4 and 5, Connect and whatever is like them take it. */
export type NodeMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

/** Middleware for Express 4 and 5, Connect and NestJS: `app.use(express({ rules }))`, before any body parser. */
export function express(options: HostOptions): NodeMiddleware & Guarded {
  const guard = openGuard(options)
  const run: NodeMiddleware = (request, response, next) => {
    const { method, target } = requestFacts(guard, request)
    if (!guard.inspects(method, target)) return next()
    void new Exchange(guard, request, response).admit().then((isAdmitted) => {
      // Out of the promise: what the rest of the chain throws is not ours to swallow.
      if (isAdmitted) process.nextTick(next)
    })
  }
  return guarded(run, guard)
}
