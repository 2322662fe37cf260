import { toBytes } from '@secrule/body'
import type { MessageBody } from './message-body.js'
import type { TransactionContext } from './transaction-context.js'

/** A request body that rules rewrote goes into the buffer that the host forwards from. */
export function forwardRewrittenRequest(context: TransactionContext): void {
  const { request, streamInput } = context
  if (streamInput === null || streamInput === request.body.text() || keepsCoding(request.body, context)) return
  request.body.buffer.replace(toBytes(streamInput))
}

/** The same for the response body, with what `prepend` and `append` add; true when its length may have changed. */
export function forwardRewrittenResponse(context: TransactionContext): boolean {
  const { response, settings, streamOutput, appended, prepended } = context
  const { body } = response
  const isRewritten = streamOutput !== null && streamOutput !== body.text()
  const isInjected = settings.contentInjection && (appended !== null || prepended !== null)
  if ((!isRewritten && !isInjected) || keepsCoding(body, context)) return false
  const text = isRewritten ? streamOutput : body.buffer.text()
  body.buffer.replace(toBytes(isInjected ? `${prepended ?? ''}${text}${appended ?? ''}` : text))
  return true
}

/** A body with a content coding is forwarded as it is: what rules wrote would not fit its headers. */
function keepsCoding(body: MessageBody, { id, services }: TransactionContext): boolean {
  if (body.isDecoded) services.logger.error(`[${id}] a body with a Content-Encoding cannot be rewritten by rules`)
  return body.isDecoded
}
