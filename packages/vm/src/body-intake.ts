import { contentCodings } from './content-codings.js'
import { type DecodedBody, decodeBody } from './decode-body.js'
import type { MessageBody } from './message-body.js'
import type { TransactionContext } from './transaction-context.js'

// How the bytes of messages come into the engine: within their limits, and without their content codings.

/** Takes bytes of the request body; a body over its limit ends the transaction or is looked at up to there. */
export function takeRequestBytes(context: TransactionContext, chunk: Uint8Array): void {
  const { request, settings, dialect } = context
  const { buffer } = request.body
  const room = settings.requestBodyLimit - buffer.length
  const isOver = chunk.length > room || (dialect.limitReached && chunk.length === room)
  if (isOver && refuseRequest(context)) return
  // What the host forwards comes from the buffer, so the whole chunk is kept; rules see it up to the limit.
  buffer.append(chunk)
}

/** The same for the response body. */
export function takeResponseBytes(context: TransactionContext, chunk: Uint8Array): void {
  const { response, settings } = context
  const { buffer } = response.body
  if (chunk.length > settings.responseBodyLimit - buffer.length && refuseResponse(context)) return
  buffer.append(chunk)
}

/** The request body is larger than its limit. Whether that ends the transaction. */
function refuseRequest(context: TransactionContext): boolean {
  const { request, settings, dialect } = context
  request.body.cutAt(settings.requestBodyLimit)
  if (settings.requestBodyLimitAction !== 'Reject' || settings.ruleEngine !== 'On') return false
  const message = `request body is larger than ${settings.requestBodyLimit} bytes`
  context.interruptFor('limit', dialect.requestLimitStatus, message)
  return true
}

function refuseResponse(context: TransactionContext): boolean {
  const { response, settings, dialect } = context
  response.body.cutAt(settings.responseBodyLimit)
  if (settings.responseBodyLimitAction !== 'Reject' || settings.ruleEngine !== 'On') return false
  const message = `response body is larger than ${settings.responseBodyLimit} bytes`
  context.interruptFor('limit', dialect.responseLimitStatus, message)
  return true
}

/**
 * Bodies with a content coding are decoded before the rules that look at them run: the promise is there only then. It
 * gives what is wrong with a request body, which becomes REQBODY_ERROR whatever a processor makes of the rest.
 */
export function decodeBeforePhase(
  phase: number,
  context: TransactionContext,
  inspectsResponse: () => boolean,
): Promise<string | null> | undefined {
  const { request, response, dialect, interruption, settings, services } = context
  if (!dialect.decodesBodies || interruption !== null || settings.ruleEngine === 'Off') return undefined
  if (phase === 2 && settings.requestBodyAccess && request.body.length > 0) {
    const codings = contentCodings(request.headers)
    if (codings.length > 0) return decodeRequestBody(context, codings)
  }
  if (phase === 4 && services.inflate !== null && response.body.length > 0 && inspectsResponse()) {
    const codings = contentCodings(response.headers)
    if (codings.length > 0 && mayBeEncoded(response.body, codings)) return decodeResponseBody(context, codings)
  }
  return undefined
}

/** What the host forwards stays as it was sent. */
async function decodeRequestBody(context: TransactionContext, codings: readonly string[]): Promise<string | null> {
  const { request, services, settings } = context
  const { body } = request
  const decoded = await decodeBody(body.buffer, codings, services.inflate, {
    size: settings.requestBodyLimit,
    ratio: services.limits.decodedRatio,
  })
  if (decoded.buffer !== null) body.inspect(decoded.buffer)
  if (decoded.overLimit) refuseRequest(context)
  return decoded.error
}

/**
 * Unless the host decoded the body before: hosts may show what they decoded under the headers as they were, so bytes
 * that are not in the coding are taken as decoded.
 */
async function decodeResponseBody(context: TransactionContext, codings: readonly string[]): Promise<null> {
  const { response, services, settings } = context
  const { body } = response
  const decoded = await decodeBody(body.buffer, codings, services.inflate, {
    size: settings.responseBodyLimit,
    ratio: services.limits.decodedRatio,
  })
  if (decoded.buffer === null) return null
  if (!isCertain(decoded, body.overLimit, codings)) {
    decoded.buffer.clear()
    return null
  }
  body.inspect(decoded.buffer)
  if (decoded.overLimit) refuseResponse(context)
  else if (decoded.error !== null && !body.overLimit) body.fail(decoded.error)
  return null
}

/** gzip has a mark at its beginning, which no text has. */
function mayBeEncoded(body: MessageBody, codings: readonly string[]): boolean {
  return codings.at(-1) !== 'gzip' || body.text().startsWith('\x1f\x8b')
}

/** gzip was known by its mark. Of other codings only what decodes well is known to be in them. */
function isCertain({ buffer, end }: DecodedBody, isCutOff: boolean, codings: readonly string[]): boolean {
  if (buffer === null || buffer.length === 0) return false
  if (codings.at(-1) === 'gzip') return true
  return end === 'complete' || end === 'stopped' || (end === 'cut' && isCutOff)
}
