import { feedMultipart, openMultipart } from './parse-request-body.js'
import type { TransactionContext } from './transaction-context.js'

/** Bytes of a body that take noticeably long to be read and taken apart; and those that are read at once. */
const longBody = 524_288
const piece = 524_288

/**
 * Does what the parser of a long body begins with and lets others have their turn: of a form the text is read, and a
 * multipart body is read to its end. The promise is there only where that happens, and gives no error.
 */
export function readLongBody(phase: number, context: TransactionContext): Promise<null> | undefined {
  const { request, settings, interruption, services } = context
  const { body } = request
  if (phase !== 2 || body.length < longBody || services.giveWay === null) return undefined
  if (interruption !== null || settings.ruleEngine === 'Off' || !settings.requestBodyAccess) return undefined
  if (body.processor === 'MULTIPART') return readMultipart(context, services.giveWay)
  if (body.processor !== 'URLENCODED') return undefined
  body.text()
  return services.giveWay().then(() => null)
}

async function readMultipart(context: TransactionContext, giveWay: () => Promise<void>): Promise<null> {
  const { request, settings } = context
  const parser = openMultipart(request, context)
  let left = piece
  for (const part of request.body.pieces(piece)) {
    feedMultipart(parser, part, settings)
    left -= part.length
    if (left > 0) continue
    await giveWay()
    left = piece
  }
  request.multipartParser = parser
  return null
}
