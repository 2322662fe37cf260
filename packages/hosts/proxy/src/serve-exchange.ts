import type { Interruption } from 'secrule'
import { act, pause, tellOwner } from './act.js'
import { type Admission, admit } from './admission.js'
import { answer } from './answer.js'
import type { Exchange } from './exchange.js'
import { type Destination, forwardRequest } from './forward-request.js'
import { inspectRequestBody } from './inspect-request-body.js'
import type { Outcome } from './outcome.js'
import type { Refusal } from './refusal.js'
import { inspectRefused } from './refused-request.js'
import { requestHost } from './request-host.js'
import { readAddress } from './upstream-address.js'

/** Serves one request from its head to its log entry. Never rejects. */
export async function serveExchange(exchange: Exchange): Promise<void> {
  const { context, inspection } = exchange
  context.counters.requests++
  context.counters.active++
  try {
    await conclude(exchange, await (exchange.refused === null ? run(exchange) : inspectRefused(exchange)))
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    context.reportError(`[id "${inspection.id}"] proxy: ${text}`)
    exchange.failure ??= 'internal error'
    await answer(exchange, 500, []).catch(() => exchange.cut('internal error'))
  }
  exchange.body?.release()
  await inspection.finish(exchange.isCut ? (exchange.failure ?? 'closed') : null)
  context.counters.active--
  if (exchange.isCut) context.counters.cut++
  exchange.channel.current = null
  reportAccess(exchange)
}

/** The whole way of a request: admission, phases 1 and 2, upstream, phases 3 and 4. */
async function run(exchange: Exchange): Promise<Outcome> {
  const { request, channel, inspection, context } = exchange
  const admission = admit(request, context.options)
  const host = requestHost(request.headers, request.httpVersion, null)
  const server = {
    address: channel.serverAddress,
    port: channel.serverPort,
    name: 'status' in host ? '' : host.name,
  }
  const head = { method: request.method, target: request.target, version: request.httpVersion }
  if ('status' in admission) exchange.mustClose = admission.status !== 421 && admission.status !== 405
  const early = await inspection.requestHead(head, exchange.headers, exchange.client, server)
  if (early !== null) return divert(exchange, early, admission, false)
  if ('status' in admission) {
    const verdict = await inspection.requestEnd([])
    return verdict === null ? { kind: 'refused', refusal: admission } : { kind: 'interrupted', verdict }
  }
  const body = await inspectRequestBody(exchange, admission.framing)
  if (body.kind === 'interrupted') return divert(exchange, body.verdict, admission, exchange.body?.hasEnded ?? true)
  if (body.kind !== 'inspected') return body
  const destination = { address: context.options.upstream, path: admission.target.path, isForeign: false }
  return forwardRequest(exchange, admission, body, destination)
}

/** A verdict on the request: a `proxy` one sends it elsewhere, as far as it is one that can be sent. */
async function divert(
  exchange: Exchange,
  verdict: Interruption,
  admission: Admission | Refusal,
  isComplete: boolean,
): Promise<Outcome> {
  const address = verdict.action === 'proxy' ? readAddress(verdict.url ?? '') : null
  if (address === null || 'status' in admission || exchange.switching !== null) return { kind: 'interrupted', verdict }
  exchange.context.counters.blocked++
  exchange.inspection.settle()
  await tellOwner(exchange, verdict, false)
  await pause(exchange, verdict.pauseMs ?? 0)
  const path = address.path.startsWith('/') ? address.path : `/${address.path}`
  const destination: Destination = { address, path, isForeign: true }
  const isWhole = isComplete || admission.framing.kind === 'none'
  return forwardRequest(exchange, admission, { kind: 'inspected', isComplete: isWhole, trailers: [] }, destination)
}

/** Brings an exchange to its end, whatever it came to. */
async function conclude(exchange: Exchange, outcome: Outcome): Promise<void> {
  const { counters } = exchange.context
  if (outcome.kind === 'interrupted') return act(exchange, outcome.verdict)
  if (outcome.kind === 'cut') return exchange.cut(outcome.reason)
  if (outcome.kind === 'refused') {
    if (outcome.refusal.status === 502 || outcome.refusal.status === 504) counters.failed++
    else counters.refused++
    await answerRefusal(exchange, outcome.refusal)
  }
}

/** Answers a request that is not served, after the rules have had their say about the answer. */
export async function answerRefusal(exchange: Exchange, refusal: Refusal): Promise<void> {
  const { inspection, response } = exchange
  exchange.failure ??= refusal.reason
  if (exchange.isCut) return
  if (response.headersSent) return exchange.cut(refusal.reason)
  const headers = refusal.allow === undefined ? [] : ['Allow', refusal.allow]
  const isSeen = inspection.interruption !== null || exchange.hasResponse
  const verdict = isSeen
    ? null
    : ((await inspection.responseHead(refusal.status, headers)) ?? (await inspection.responseEnd()))
  if (verdict !== null) return act(exchange, verdict)
  await answer(exchange, refusal.status, headers)
}

function reportAccess(exchange: Exchange): void {
  const { context, request, inspection } = exchange
  const verdict = inspection.interruption
  try {
    context.options.logger.access?.({
      id: inspection.id,
      client: exchange.client.address,
      method: request.method,
      target: request.target,
      host: requestHostText(exchange),
      status: exchange.status,
      bytes: exchange.bytes,
      milliseconds: performance.now() - exchange.startedAt,
      verdict: verdict === null ? null : { action: verdict.action, ruleId: verdict.ruleId, phase: verdict.phase },
      failure: exchange.failure,
    })
  } catch {
    // A log that fails is its owner's concern; the exchange is over.
  }
}

function requestHostText(exchange: Exchange): string {
  const { headers } = exchange.request
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() === 'host') return headers[i + 1] ?? ''
  }
  return ''
}
