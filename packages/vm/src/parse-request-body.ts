import {
  JsonParser,
  type MultipartFile,
  MultipartParser,
  type UploadStore,
  UrlEncodedParser,
  type XmlEngine,
  type XmlReading,
} from '@secrule/body'
import { type Dialect, type Member, NamedValue, type Services, type Settings } from '@secrule/program'
import { addingArgument, argumentOverLimit, multipart } from './debug-lines.js'
import type { Request } from './request.js'

/** What the body processors may use. */
interface Means {
  /** Of the transaction. */
  readonly id: string
  readonly settings: Readonly<Settings>
  readonly dialect: Dialect
  readonly services: Services
  readonly forceRequestBody: boolean
  readonly isDebugging: boolean
  debug(level: number, message: () => string): void
}

/** Runs the body processor that was chosen and fills the variables it is for. Errors become REQBODY_ERROR. */
export function parseRequestBody(request: Request, means: Means): void {
  runProcessor(request, means)
  const { error } = request.body
  if (error !== null) means.debug(2, () => error)
}

function runProcessor(request: Request, means: Means): void {
  const { body } = request
  switch (body.processor) {
    case '':
    case 'RAW':
      return
    case 'URLENCODED':
      return parseForm(request, means)
    case 'MULTIPART':
      return parseMultipart(request, means)
    case 'JSON':
      return parseJson(request, means)
    case 'XML':
      return parseXml(request, means)
    default:
      body.fail(
        means.dialect.bodyErrors === 'coraza'
          ? 'invalid body processor'
          : `Unknown request body processor: ${body.processor}`,
      )
  }
}

/** Limit of a body without its files where no directive gives any. */
const noFilesLimit = 131_072

function mostWithoutFiles({ requestBodyNoFilesLimit: given, requestBodyLimit }: Readonly<Settings>): number {
  return given === 'follow' ? requestBodyLimit : (given ?? noFilesLimit)
}

function isWithinLimit(length: number, { settings, dialect }: Pick<Means, 'settings' | 'dialect'>): boolean {
  const most = mostWithoutFiles(settings)
  return length < most || (length === most && !dialect.noFilesLimitReached)
}

function tooLargeWithoutFiles(request: Request, length: number, means: Means): boolean {
  if (isWithinLimit(length, means)) return false
  const { settings, dialect } = means
  const most = mostWithoutFiles(settings)
  request.body.error =
    dialect.bodyErrors === 'modsecurity2'
      ? `Request body no files data length is larger than the configured limit (${most}).`
      : 'Request body excluding files is bigger than the maximum expected.'
  request.body.overLimit = true
  return true
}

const errorNames = { MULTIPART: 'Multipart parsing error', JSON: 'JSON parsing error', XML: 'XML parsing error' }

/** What REQBODY_ERROR_MSG says of a body that its processor could not read. */
function errorText(processor: keyof typeof errorNames, text: string, { bodyErrors }: Dialect): string {
  if (bodyErrors === 'coraza') return `${processor}: ${text}`
  return `${bodyErrors === 'modsecurity2' && processor === 'JSON' ? 'JSON parser error' : errorNames[processor]}: ${text}`
}

/** How many arguments a body may have. */
function argumentsLeft(request: Request, { settings, dialect }: Means): number {
  return Math.max(0, settings.argumentsLimit - (dialect.sharedArgumentsLimit ? request.argsGet.size : 0))
}

/** What reads a form; null when it is so long that it is not read. */
export function openForm(request: Request, means: Means): UrlEncodedParser | null {
  const { settings, dialect } = means
  const { body } = request
  if (!isWithinLimit(body.length, means)) return null
  return new UrlEncodedParser(body.text(), {
    separator: settings.argumentSeparator,
    limit: argumentsLeft(request, means),
    skipEmpty: dialect.skipsEmptyPieces,
  })
}

function parseForm(request: Request, means: Means): void {
  const parser = request.formParser ?? openForm(request, means)
  request.formParser = null
  if (parser === null) {
    tooLargeWithoutFiles(request, request.body.length, means)
    return
  }
  parser.goOn(Number.POSITIVE_INFINITY)
  const found = parser.end()
  if (found.invalidEncoding) request.urlencodedError = true
  for (const { name, value } of found.arguments) request.argsPost.add(name, value)
  if (found.truncated) means.debug(4, () => argumentOverLimit)
  if (means.isDebugging) tellArguments('POST', found.arguments, means)
}

function tellArguments(
  place: 'GET' | 'POST' | 'JSON',
  found: readonly { readonly name: string; readonly value: string }[],
  means: Pick<Means, 'debug'>,
): void {
  for (const { name, value } of found) means.debug(4, () => addingArgument(place, name, value))
}

/** Tells the debug log of the arguments in the query string. */
export function tellQueryArguments(request: Request, means: Pick<Means, 'debug'>): void {
  const found = request.argsGet.all().map(({ key, value }) => ({ name: key, value }))
  tellArguments('GET', found, means)
}

/** What reads a multipart body. It is asked to read no more once the parts that are no files are larger than may be. */
export function openMultipart(request: Request, means: Means): MultipartParser {
  const { id, settings, dialect, services } = means
  const keeps = settings.tmpSaveUploadedFiles || settings.uploadKeepFiles !== 'Off'
  const store = keeps ? (services.uploads as UploadStore | null) : null
  const directory = settings.uploadDir ?? settings.tmpDir
  request.saved = store?.open({ directory, mode: settings.uploadFileMode, id }) ?? null
  const contentType = request.headers.first('content-type') ?? ''
  return new MultipartParser(contentType, {
    fileLimit: settings.uploadFileLimit,
    argumentLimit: argumentsLeft(request, means),
    fileStore: request.saved,
    keepContent: keeps && store === null,
    dropInnerLineEnds: dialect.dropsInnerLineEnds,
    unmatchedStays: dialect.unmatchedBoundaryStays,
  })
}

/** Gives a piece of the body to a parser: one that is refused for its size anyway is not held in memory as well. */
export function feedMultipart(parser: MultipartParser, piece: Uint8Array, settings: Readonly<Settings>): void {
  if (parser.noFilesLength <= mostWithoutFiles(settings)) parser.write(piece)
}

function parseMultipart(request: Request, means: Means): void {
  const { settings, dialect } = means
  const { body } = request
  let parser = request.multipartParser
  request.multipartParser = null
  if (parser === null) {
    const opened = openMultipart(request, means)
    body.feed((chunk) => feedMultipart(opened, chunk, settings))
    parser = opened
  }
  const most = mostWithoutFiles(settings)
  const contentType = request.headers.first('content-type') ?? ''
  const result = parser.end()
  request.multipartResult = result
  for (const { name, value } of result.fields) request.argsPost.add(name, value)
  if (means.isDebugging) {
    for (const line of multipart(contentType, result)) means.debug(4, () => line)
    if (result.truncated) means.debug(4, () => argumentOverLimit)
  }
  request.files = result.files.map((file) => ({
    name: file.name,
    filename: file.filename,
    extendedFilename: extendedName(file, dialect),
    size: file.size,
    contentType: file.contentType ?? '',
    tmpName: file.tmpName,
    get content() {
      return file.content
    },
  }))
  request.multipart = result.flags
  request.partHeaders = result.partHeaders.map(({ name, line }) => ({ key: name, value: line }))
  request.partNames = result.parts.map(({ name }) => ({ key: name, value: name }))
  request.partFilenames = result.files.flatMap((file) =>
    [file.filename, extendedName(file, dialect)].flatMap((value) =>
      value === null ? [] : [{ key: file.name, value }],
    ),
  )
  if (result.error !== null && result.noFilesLength <= most) body.fail(errorText('MULTIPART', result.error, dialect))
  // so that rules on REQUEST_BODY do not read binary data
  if (dialect.bodyWithoutFiles) body.hide(result.files)
  tooLargeWithoutFiles(request, result.noFilesLength, means)
}

/** `filename*` when it says something else than `filename`. */
function extendedName({ filename, extendedFilename }: MultipartFile, dialect: Dialect): string | null {
  return dialect.extendedFilenames && extendedFilename !== filename ? extendedFilename : null
}

/** What reads JSON; null when there is so much of it that it is not read. */
export function openJson(request: Request, means: Means): JsonParser | null {
  const { settings, dialect } = means
  if (!isWithinLimit(request.body.length, means)) return null
  return new JsonParser({
    depthLimit: settings.requestBodyJsonDepthLimit,
    argumentLimit: argumentsLeft(request, means),
    naming: dialect.jsonNaming,
  })
}

function parseJson(request: Request, means: Means): void {
  const { dialect } = means
  const { body } = request
  let parser = body.jsonParser
  body.jsonParser = null
  if (parser === null) {
    const opened = openJson(request, means)
    if (opened !== null) body.feed((chunk) => opened.write(chunk))
    parser = opened
  }
  if (parser === null) {
    tooLargeWithoutFiles(request, body.length, means)
    return
  }
  const result = parser.end()
  const all: Member[] = result.arguments.map(({ name, value }) => new NamedValue(name, value))
  const members = dialect.lastOfEqualKeys ? [...new Map(all.map((member) => [member.key, member])).values()] : all
  body.json = members
  if (means.isDebugging) tellArguments('JSON', result.arguments, means)
  if (result.limitExceeded) means.debug(4, () => argumentOverLimit)
  if (dialect.jsonInArgumentsPost) for (const { key, value } of members) request.argsPost.add(key, value)
  if (result.error !== null) body.fail(errorText('JSON', result.error, dialect))
}

/** What reads XML in turns; null when there is so much of it that it is not read, or the engine reads in one go. */
export function openXml({ body }: Request, means: Means): XmlReading | null {
  if (!isWithinLimit(body.length, means)) return null
  const { settings, services } = means
  return (services.xml as XmlEngine).open?.(body.text(), { externalEntities: settings.xmlExternalEntity }) ?? null
}

function parseXml(request: Request, means: Means): void {
  const { settings, dialect, services, forceRequestBody: isForced } = means
  const { body } = request
  const reading = body.xmlReading
  body.xmlReading = null
  if (tooLargeWithoutFiles(request, body.length, means)) return
  if (body.length === 0) return
  const engine = services.xml as XmlEngine
  const result = reading?.end() ?? engine.parse(body.text(), { externalEntities: settings.xmlExternalEntity })
  if ('error' in result) {
    body.xml = result.partial ?? null
    const failure = dialect.bodyErrors === 'modsecurity3' ? 'XML: Failed parsing document.' : result.error
    body.fail(errorText('XML', failure, dialect))
  } else {
    body.xml = result
    if (dialect.bodyWithoutXml && !isForced) body.hide(null)
  }
}
