import { pause as pauseFor, reactionTo } from '@secrule/host'
import type { Interruption } from 'secrule'
import { answer } from './answer.js'
import type { Exchange } from './exchange.js'

/**
 * Does what the engine wants done instead: a page, a redirection, or silence. When an answer is under way already, the
 * connection is destroyed, whatever was wanted. A `proxy` verdict is the business of the caller as long as there is a
 * request to send on; here it is a 500.
 */
export async function act(exchange: Exchange, verdict: Interruption): Promise<void> {
  exchange.context.counters.blocked++
  await pause(exchange, verdict.pauseMs ?? 0)
  if (exchange.isCut) return
  if (exchange.response.headersSent) return exchange.cut('stopped by the engine in mid-answer')
  const reaction = reactionTo(verdict)
  if (reaction.kind === 'drop') return exchange.cut('dropped by the engine')
  await answer(exchange, reaction.status, reaction.headers)
}

/** Waits as long as a rule asks for, within the limit. */
export function pause(exchange: Exchange, milliseconds: number): Promise<void> {
  if (exchange.isCut) return Promise.resolve()
  const gone = new Promise<void>((resolve) => exchange.onCut(resolve))
  return pauseFor(milliseconds, exchange.context.options.limits.pause, gone)
}
