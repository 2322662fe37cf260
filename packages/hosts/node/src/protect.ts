import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HostOptions } from '@secrule/host'
import { Exchange } from './exchange.js'
import { type Guarded, guarded } from './guarded.js'
import { openGuard } from './open-guard.js'
import { requestFacts } from './request-facts.js'

/** What answers requests of node:http. */
export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => unknown

/**
 * Puts the engine in front of a handler of node:http: `createServer(protect(handler, { rules }))`. A handler that throws
 * or rejects is reported to the logger and answered with a plain 500.
 */
export function protect(
  handler: NodeHandler,
  options: HostOptions,
): ((request: IncomingMessage, response: ServerResponse) => void) & Guarded {
  const guard = openGuard(options)
  const run = (request: IncomingMessage, response: ServerResponse): void => {
    const { method, target } = requestFacts(guard, request)
    if (!guard.inspects(method, target)) {
      handler(request, response)
      return
    }
    const exchange = new Exchange(guard, request, response)
    void exchange.admit().then(async (isAdmitted) => {
      try {
        if (isAdmitted) await handler(request, response)
      } catch (error) {
        exchange.gate.fail(error)
      }
    })
  }
  return guarded(run, guard)
}
