import type { EngineTransaction, InspectingEngine } from '@secrule/host'

/** The calls after which a host may have to wait. */
const waiting = new Set([
  ...['processRequestHeaders', 'writeRequestBody', 'processRequestBody', 'processResponseHeaders'],
  ...['writeResponseBody', 'processResponseBody', 'processLogging', 'abort'],
])

/** An engine that decides as the given one does, but never at once. */
export function waitingEngine(engine: InspectingEngine): InspectingEngine {
  return {
    reload: (program) => engine.reload(program),
    newTransaction(options) {
      const transaction = engine.newTransaction(options)
      return new Proxy(transaction, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name, target)
          if (typeof value !== 'function') return value
          if (!waiting.has(String(name))) return value.bind(target)
          return async (...values: unknown[]) => {
            await new Promise((resolve) => setImmediate(resolve))
            return value.apply(target, values)
          }
        },
      }) as EngineTransaction
    },
  }
}
