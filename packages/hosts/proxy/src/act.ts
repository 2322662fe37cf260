import { type BlockReply, pause as pauseFor, reactionTo } from '@secrule/host'
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
  const reaction = reactionTo(verdict)
  const isAnswered = reaction.kind === 'answer' && !exchange.response.headersSent && !exchange.isCut
  const reply = await tellOwner(exchange, verdict, isAnswered)
  await pause(exchange, verdict.pauseMs ?? 0)
  if (exchange.isCut) return
  if (exchange.response.headersSent) return exchange.cut('stopped by the engine in mid-answer')
  if (reaction.kind === 'drop') return exchange.drop('dropped by the engine')
  await answer(exchange, reaction.status, reaction.headers, reply)
}

/** Tells `onBlock` of a verdict; gives what it wants answered. */
export function tellOwner(exchange: Exchange, verdict: Interruption, isAnswered: boolean): Promise<BlockReply> {
  const { inspection, request, client, context } = exchange
  const { method, target } = request
  const rules = inspection.matchedRules
  const told = { id: inspection.id, interruption: verdict, method, target, client: client.address, rules, isAnswered }
  return context.guard.replyTo(told)
}

/** Waits as long as a rule asks for, within the limit. */
export function pause(exchange: Exchange, milliseconds: number): Promise<void> {
  if (exchange.isCut) return Promise.resolve()
  const gone = new Promise<void>((resolve) => exchange.onCut(resolve))
  return pauseFor(milliseconds, exchange.context.options.limits.pause, gone)
}
