import { feedMultipart, openForm, openMultipart } from './parse-request-body.js'
import type { TransactionContext } from './transaction-context.js'

/** Bytes of a body that take noticeably long to be read and taken apart; and those that are read at once. */
const longBody = 524_288
const piece = 524_288
/** The same of a form, of which each byte costs more. */
const formPiece = 262_144

/**
 * Reads a long form or multipart body to its end and lets others have their turn meanwhile. The promise is there only
 * where that happens, and gives no error.
 */
export function readLongBody(phase: number, context: TransactionContext): Promise<null> | undefined {
  const { request, settings, interruption, services } = context
  const { body } = request
  if (phase !== 2 || body.length < longBody || services.giveWay === null) return undefined
  if (interruption !== null || settings.ruleEngine === 'Off' || !settings.requestBodyAccess) return undefined
  if (body.processor === 'MULTIPART') return readMultipart(context, services.giveWay)
  if (body.processor !== 'URLENCODED') return undefined
  return readForm(context, services.giveWay)
}

async function readForm(context: TransactionContext, giveWay: () => Promise<void>): Promise<null> {
  const { request } = context
  const parser = openForm(request, context)
  if (parser === null) return null
  do await giveWay()
  while (!parser.goOn(formPiece))
  request.formParser = parser
  return null
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
