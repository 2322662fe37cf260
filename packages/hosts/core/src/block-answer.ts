import type { Interruption } from 'secrule'
import type { Guard } from './guard.js'
import { headerText } from './header-text.js'
import type { BlockReply } from './host-options.js'
import type { Inspection } from './inspection.js'
import { ownPage } from './own-page.js'
import { pause } from './pause.js'
import { eachHeader, type RawHeaders, valuesOf } from './raw-headers.js'
import { reactionTo } from './reaction.js'
import { utf8 } from './utf8.js'

/** What is known of the request that is stopped. */
export interface BlockedRequest {
  readonly method: string
  readonly target: string
  readonly client: string
  readonly headers: RawHeaders
  /** Something of another answer has gone out already. */
  readonly isAnswered: boolean
  /** Settles when the client leaves; null where a host cannot tell. */
  readonly gone: Promise<unknown> | null
}

/** What the client gets: nothing any more, or this. */
export type BlockAnswer =
  | { readonly kind: 'cut' }
  | { readonly kind: 'answer'; readonly status: number; readonly headers: RawHeaders; readonly body: Uint8Array | null }

/** Carries a verdict as far as the wire: tells `onBlock`, waits as the rule asks, and makes up the answer. */
export async function blockAnswer(
  guard: Guard,
  inspection: Inspection,
  verdict: Interruption,
  request: BlockedRequest,
): Promise<BlockAnswer> {
  const { id } = inspection
  const { method, target, client } = request
  const reaction = reactionTo(verdict)
  const isAnswered = !request.isAnswered && reaction.kind === 'answer'
  if (verdict.action === 'proxy')
    guard.reportUnable(id, verdict, 'which only the reverse proxy can do; answered with 500')
  const rules = inspection.matchedRules
  const reply = await guard.replyTo({ id, interruption: verdict, method, target, client, rules, isAnswered })
  await pause(verdict.pauseMs ?? 0, guard.limits.pause, request.gone)
  if (request.isAnswered || reaction.kind === 'drop') return { kind: 'cut' }
  return pageAnswer(guard, inspection, request, reaction, reply)
}

/** A page of our own with the headers that go with it, `reply` taking the place of what it names. */
export function pageAnswer(
  guard: Guard,
  inspection: Inspection,
  request: Pick<BlockedRequest, 'headers'>,
  base: { readonly status: number; readonly headers: RawHeaders },
  reply: BlockReply = {},
): BlockAnswer {
  const status = isStatus(reply.status) ? reply.status : base.status
  const page = ownPage(status, inspection.id, valuesOf(request.headers, 'accept'), guard.blockPage)
  const own = reply.body === undefined ? page : { type: 'text/html; charset=utf-8', body: reply.body }
  const hasBody = status !== 204 && status !== 205 && status !== 304
  const body = typeof own.body === 'string' ? utf8(own.body) : own.body
  const headers = new Map<string, [name: string, value: string]>()
  const set = (name: string, value: string) => headers.set(name.toLowerCase(), [name, value])
  if (hasBody) {
    set('Content-Type', own.type)
    set('Content-Length', String(body.length))
    set('X-Content-Type-Options', 'nosniff')
    if (reply.body === undefined) set('Content-Security-Policy', "default-src 'none'")
  }
  set('Cache-Control', 'no-store')
  for (const { name, value } of inspection.headerChanges()) {
    if (name.toLowerCase() === 'server' && value !== null) set('Server', headerText(value))
  }
  eachHeader(base.headers, set)
  for (const [name, value] of Object.entries(reply.headers ?? {})) set(name, headerText(String(value)))
  set('X-Request-Id', inspection.id)
  return { kind: 'answer', status, headers: [...headers.values()].flat(), body: hasBody ? body : null }
}

function isStatus(status: number | undefined): status is number {
  return status !== undefined && Number.isInteger(status) && status >= 200 && status <= 599
}
