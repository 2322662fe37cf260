import type { BodyFailure } from './body-source.js'
import type { Exchange } from './exchange.js'
import type { Framing } from './framing.js'
import type { Outcome } from './outcome.js'
import { refuse } from './refusal.js'
import { forwardableTrailers } from './trailers.js'

/** A request whose phase 2 has run. */
export interface InspectedBody {
  readonly kind: 'inspected'
  /** Nothing is left to be read: what the engine holds is the whole body. */
  readonly isComplete: boolean
  /** Trailers that may travel on. Those of a body that was not inspected to its end may not. */
  readonly trailers: readonly string[]
}

/**
 * Feeds the body to the engine for as long as the engine wants it, and runs phase 2. When the engine wants no more, phase 2
 * runs on what it has, before anything is forwarded, and the rest is left to be streamed.
 */
export async function inspectRequestBody(exchange: Exchange, framing: Framing): Promise<InspectedBody | Outcome> {
  const { body, inspection } = exchange
  let isComplete = framing.kind === 'none' || body === null
  while (!isComplete && body !== null && inspection.bodyNeed('request') === 'buffer') {
    const event = await body.next()
    if (event.kind === 'failed') return brokenBody(exchange, event.reason)
    if (event.kind === 'end') isComplete = true
    else {
      const verdict = await inspection.writeRequestBody(event.chunk)
      if (verdict !== null) return { kind: 'interrupted', verdict }
    }
  }
  const trailers = isComplete && framing.kind === 'chunked' ? (exchange.message?.rawTrailers ?? []) : []
  const verdict = await inspection.requestEnd(trailers)
  if (verdict !== null) return { kind: 'interrupted', verdict }
  return { kind: 'inspected', isComplete, trailers: forwardableTrailers(trailers) }
}

/** What a body that broke off means for its exchange. */
export function brokenBody(exchange: Exchange, reason: BodyFailure): Outcome {
  if (reason === 'closed' || exchange.isCut) return { kind: 'cut', reason: 'client closed' }
  if (reason === 'timeout') return { kind: 'refused', refusal: refuse(408, 'a body that stopped coming') }
  if (reason === 'too large') return { kind: 'refused', refusal: refuse(413, 'a body that is too large') }
  return { kind: 'refused', refusal: refuse(400, 'a body with broken framing') }
}
