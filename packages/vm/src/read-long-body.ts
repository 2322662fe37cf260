import type { JsonParser, XmlReading } from '@secrule/body'
import type { MessageBody } from './message-body.js'
import { feedMultipart, openForm, openJson, openMultipart, openXml } from './parse-request-body.js'
import { openResponseJson, openResponseXml } from './parse-response-body.js'
import type { TransactionContext } from './transaction-context.js'

type GiveWay = () => Promise<void>

/** Bytes of a body that take noticeably long to be read and taken apart; and those that are read at once. */
const longBody = 524_288
const piece = 524_288
/** The same of a form, of which each byte costs more. */
const formPiece = 262_144
/** The same of JSON and XML, of which few bytes may be a value or an element. */
const longTree = 16_384
const treePiece = 16_384

/**
 * Reads a long body to its end and lets others have their turn meanwhile: of a request before phase 2, of a response before
 * phase 4. The promise is there only where that happens, and gives no error.
 */
export function readLongBody(phase: number, context: TransactionContext): Promise<null> | undefined {
  const { settings, interruption, services, dialect } = context
  const { giveWay } = services
  if (giveWay === null || interruption !== null || settings.ruleEngine === 'Off') return undefined
  if (phase === 2 && (settings.requestBodyAccess || dialect.parsesWithoutAccess)) return readRequest(context, giveWay)
  if (phase === 4 && settings.responseBodyAccess) return readResponse(context, giveWay)
  return undefined
}

function readRequest(context: TransactionContext, giveWay: GiveWay): Promise<null> | undefined {
  const { request } = context
  const { body } = request
  switch (body.length < longTree ? '' : body.processor) {
    case 'JSON':
      return readJson(body, openJson(request, context), giveWay)
    case 'XML':
      return readXml(body, openXml(request, context), giveWay)
    case 'MULTIPART':
      return body.length < longBody ? undefined : readMultipart(context, giveWay)
    case 'URLENCODED':
      return body.length < longBody ? undefined : readForm(context, giveWay)
    default:
      return undefined
  }
}

function readResponse(context: TransactionContext, giveWay: GiveWay): Promise<null> | undefined {
  const { body } = context.response
  if (body.length < longTree) return undefined
  if (body.processor === 'JSON') return readJson(body, openResponseJson(context), giveWay)
  return body.processor === 'XML' ? readXml(body, openResponseXml(body, context), giveWay) : undefined
}

/** A parser that is null reads nothing: the body is longer than it may be. */
async function readJson(body: MessageBody, parser: JsonParser | null, giveWay: GiveWay): Promise<null> {
  if (parser !== null) await feedInTurns(body, treePiece, giveWay, (part) => parser.write(part))
  body.jsonParser = parser
  return null
}

async function readXml(body: MessageBody, reading: XmlReading | null, giveWay: GiveWay): Promise<null> {
  if (reading === null) return null
  do await giveWay()
  while (!reading.goOn(treePiece))
  body.xmlReading = reading
  return null
}

async function readForm(context: TransactionContext, giveWay: GiveWay): Promise<null> {
  const { request } = context
  const parser = openForm(request, context)
  if (parser === null) return null
  do await giveWay()
  while (!parser.goOn(formPiece))
  request.formParser = parser
  return null
}

async function readMultipart(context: TransactionContext, giveWay: GiveWay): Promise<null> {
  const { request, settings } = context
  const parser = openMultipart(request, context)
  await feedInTurns(request.body, piece, giveWay, (part) => feedMultipart(parser, part, settings))
  request.multipartParser = parser
  return null
}

/** Gives a body to a parser, about so many bytes at once. */
async function feedInTurns(
  body: MessageBody,
  size: number,
  giveWay: GiveWay,
  write: (part: Uint8Array) => void,
): Promise<void> {
  let left = size
  for (const part of body.pieces(size)) {
    write(part)
    left -= part.length
    if (left > 0) continue
    await giveWay()
    left = size
  }
}
