import type { Admission } from './admission.js'
import type { Exchange } from './exchange.js'
import { forwardHeaders } from './forward-headers.js'
import type { Framing } from './framing.js'
import { brokenBody, type InspectedBody } from './inspect-request-body.js'
import type { Outcome } from './outcome.js'
import { refuse } from './refusal.js'
import { relayResponse } from './relay-response.js'
import { relaySwitch } from './relay-switch.js'
import type { UpstreamAddress } from './upstream-address.js'
import { UpstreamCall } from './upstream-call.js'

/** Where a request goes. */
export interface Destination {
  readonly address: UpstreamAddress
  readonly path: string
  /** A rule's `proxy` action named it. */
  readonly isForeign: boolean
}

/** Sends an inspected request on and brings its response back. */
export async function forwardRequest(
  exchange: Exchange,
  admission: Admission,
  body: InspectedBody,
  destination: Destination,
): Promise<Outcome> {
  const { context, request, inspection, switching } = exchange
  if (exchange.isCut) return { kind: 'cut', reason: 'client closed' }
  const framing = outgoingFraming(exchange, admission, body)
  const call = new UpstreamCall(
    {
      address: destination.address,
      isForeign: destination.isForeign,
      method: request.method,
      path: destination.path,
      headers: forwardHeaders({
        headers: exchange.headers,
        host: forwardedHost(context.options.host, admission.host.authority, destination),
        clientHost: admission.host.authority,
        client: exchange.client,
        trustedField: context.guard.clientTrust.field,
        peer: exchange.channel.peer,
        isSecure: exchange.channel.isSecure,
        id: inspection.id,
        framing,
        acceptEncoding: exchange.acceptEncoding,
        upgrade: switching?.protocol ?? null,
        trailers: body.trailers,
      }),
      hasBody: framing.kind === 'chunked' || (framing.kind === 'length' && framing.length > 0),
      isUpgrade: switching !== null,
      isConnect: request.method === 'CONNECT',
    },
    context.options,
    context.agents,
  )
  exchange.onCut(() => call.destroy())
  try {
    const sent: { broken: Outcome | null } = { broken: null }
    void sendBody(exchange, call, framing, body).then((outcome) => {
      // A body that breaks off ends the call, also when the response has begun.
      sent.broken = outcome
      if (outcome !== null) call.destroy()
    })
    const answer = await call.answer
    if (answer.kind === 'response') {
      const outcome = await relayResponse(exchange, answer.message)
      return outcome.kind === 'refused' && sent.broken !== null ? sent.broken : outcome
    }
    if (answer.kind === 'switched') return await relaySwitch(exchange, answer)
    if (sent.broken !== null) return sent.broken
    if (exchange.isCut) return { kind: 'cut', reason: 'client closed' }
    return { kind: 'refused', refusal: refuse(answer.status, answer.reason) }
  } finally {
    if (!isFinished(exchange)) call.destroy()
  }
}

/** Sends what the engine held, then the rest as it arrives. Null: all sent, or the upstream wants no more. */
async function sendBody(
  exchange: Exchange,
  call: UpstreamCall,
  framing: Framing,
  body: InspectedBody,
): Promise<Outcome | null> {
  const length = framing.kind === 'length' ? framing.length : framing.kind === 'none' ? 0 : Number.POSITIVE_INFINITY
  const mismatch: Outcome = { kind: 'refused', refusal: refuse(500, 'the engine gave back another body than it got') }
  let sent = 0
  try {
    for await (const chunk of exchange.inspection.body('request')) {
      sent += chunk.length
      if (sent > length) return mismatch
      if (chunk.length > 0 && !(await call.write(chunk))) return null
    }
  } catch (error) {
    exchange.context.reportError(`[id "${exchange.inspection.id}"] engine: ${String(error)}`)
    return mismatch
  }
  if (!body.isComplete && exchange.body !== null) {
    if (sent === 0) call.flush()
    for (;;) {
      const event = await exchange.body.next()
      if (event.kind === 'end') break
      if (event.kind === 'failed') return brokenBody(exchange, event.reason)
      sent += event.chunk.length
      if (sent > length) return mismatch
      if (!(await call.write(event.chunk))) return null
    }
  }
  if (framing.kind === 'length' && sent !== length) return mismatch
  call.end(body.trailers)
  return null
}

/** A body that is known whole goes with its length; so does none, with the methods that are expected to have one. */
function outgoingFraming(exchange: Exchange, { framing }: Admission, body: InspectedBody): Framing {
  if (framing.kind === 'chunked' && body.isComplete && body.trailers.length === 0) {
    return { kind: 'length', length: exchange.body?.bytes ?? 0 }
  }
  const isExpected = ['POST', 'PUT', 'PATCH'].includes(exchange.request.method)
  return framing.kind === 'none' && isExpected ? { kind: 'length', length: 0 } : framing
}

function forwardedHost(policy: string, client: string, { address, isForeign }: Destination): string {
  if (isForeign || policy === 'upstream') return address.authority
  return policy === 'pass' ? client : policy
}

/** True when the response went out whole and the request was read whole: then the upstream connection may live on. */
function isFinished(exchange: Exchange): boolean {
  return exchange.response.writableFinished && !exchange.hasUnreadBody
}
