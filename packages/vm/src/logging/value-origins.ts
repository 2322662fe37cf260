import { JsonParser, MultipartParser, type MultipartResult } from '@secrule/body'
import type { TransactionContext } from '../transaction-context.js'
import { type Origin, type PlacedFile, PlacedItems, type PlacedPair } from './placed-items.js'

/** What arguments and files a body holds. */
interface PlacedParts {
  readonly arguments: PlacedItems<PlacedPair>
  readonly files: PlacedItems<PlacedFile>
}

const memberOf = ({ name, value }: Pick<PlacedPair, 'name' | 'value'>): string => `${name.length}:${name}${value}`
const nameOf = ({ name }: Pick<PlacedPair, 'name'>): string => name
const filenameOf = ({ filename }: PlacedFile): string => filename

const none: readonly Origin[] = []

/**
 * Where values stood in the raw request, for `ref` in log lines: offsets as libmodsecurity 3 counts them, lengths of the
 * decoded values. Worked out when a log line first asks, by reading the request once more.
 */
export class ValueOrigins {
  readonly #context: TransactionContext
  // each when it is first asked for
  #headers: PlacedItems<PlacedPair> | null = null
  #cookies: PlacedItems<PlacedPair> | null = null
  #query: PlacedItems<PlacedPair> | null = null
  #body: PlacedParts | null = null
  #all: PlacedItems<PlacedPair> | null = null
  #parts: PlacedItems<PlacedPair | PlacedFile> | null = null

  constructor(context: TransactionContext) {
    this.#context = context
  }

  /** The places of a variable's value; of several members alike the one that comes `occurrence`th. */
  of(variable: string, key: string, value: string, occurrence: number): readonly Origin[] {
    const { request } = this.#context
    switch (variable) {
      case 'REQUEST_LINE':
        return [[0, this.#lineLength]]
      case 'REQUEST_METHOD':
        return [[0, value.length]]
      case 'REQUEST_PROTOCOL':
        return [[this.#uriOffset + request.uriRaw.length + 1, value.length]]
      case 'REQUEST_URI':
      case 'REQUEST_URI_RAW':
        return [[this.#uriOffset, request.uriRaw.length]]
      case 'REQUEST_FILENAME':
      case 'PATH_INFO':
        return [[this.#uriOffset, this.#pathLength]]
      case 'REQUEST_BASENAME':
        return [[this.#uriOffset + request.filename.length - value.length, value.length]]
      case 'QUERY_STRING':
        return value === '' ? none : [[this.#uriOffset + this.#pathLength + 1, value.length]]
      case 'ARGS':
      case 'ARGS_GET':
      case 'ARGS_POST':
        return this.#arguments(variable).origins(memberOf, memberOf({ name: key, value }), occurrence, 'origin')
      case 'ARGS_NAMES':
      case 'ARGS_GET_NAMES':
      case 'ARGS_POST_NAMES':
        return this.#arguments(variable).origins(nameOf, value, occurrence, 'nameOrigin')
      case 'ARGS_COMBINED_SIZE':
        return this.#arguments('ARGS').all.flatMap(({ nameOrigin, origin }) => [nameOrigin, origin])
      case 'REQUEST_HEADERS':
        return this.#headerFields.origins(memberOf, memberOf({ name: key, value }), occurrence, 'origin')
      case 'REQUEST_HEADERS_NAMES':
        return this.#headerFields.origins(nameOf, value, occurrence, 'nameOrigin')
      case 'REMOTE_USER':
        return this.#authorization((length) => length)
      case 'AUTH_TYPE':
        return this.#authorization(() => value.length)
      case 'REQUEST_COOKIES':
        return this.#cookiePairs.origins(memberOf, memberOf({ name: key, value }), occurrence, 'origin')
      case 'REQUEST_COOKIES_NAMES':
        return this.#cookiePairs.origins(nameOf, value, occurrence, 'nameOrigin')
      case 'REQUEST_BODY':
      case 'REQUEST_BODY_LENGTH':
        return [[this.#headersEnd, request.body.length]]
      case 'FILES':
      case 'MULTIPART_FILENAME':
        return this.#files.origins(filenameOf, value, occurrence, 'filenameOrigin')
      case 'FILES_NAMES':
        return this.#files.origins(nameOf, value, occurrence, 'nameOrigin')
      case 'MULTIPART_NAME':
        return this.#partFields.origins(nameOf, value, occurrence, 'nameOrigin')
      case 'FILES_SIZES':
      case 'FILES_TMP_CONTENT':
        return this.#files.origins(nameOf, key, occurrence, 'origin')
      case 'FILES_COMBINED_SIZE':
        return this.#files.all.map(({ origin }) => origin)
      default:
        return none
    }
  }

  /** A request without a version counts as if its line ended with `HTTP/`. */
  get #lineLength(): number {
    const { line, method, uriRaw, protocol } = this.#context.request
    return protocol === '' && method !== '' ? method.length + uriRaw.length + 7 : line.length
  }

  get #uriOffset(): number {
    const { line, method, uriRaw } = this.#context.request
    return uriRaw === '' ? method.length + 1 : Math.max(0, line.indexOf(uriRaw, method.length))
  }

  get #pathLength(): number {
    const { uriRaw } = this.#context.request
    const end = uriRaw.search(/[?#]/)
    return end < 0 ? uriRaw.length : end
  }

  get #headerFields(): PlacedItems<PlacedPair> {
    if (this.#headers !== null) return this.#headers
    const pairs: PlacedPair[] = []
    let at = this.#lineLength + 1
    for (const { key: name, value } of this.#context.request.headers.all()) {
      const from = at + name.length + 2
      pairs.push({ name, value, nameOrigin: [at, name.length], origin: [from, value.length] })
      at = from + value.length + 1
    }
    this.#headers = new PlacedItems(pairs)
    return this.#headers
  }

  /** Where the headers end and, for the body as a whole, the body begins. */
  get #headersEnd(): number {
    const last = this.#headerFields.all.at(-1)
    return last === undefined ? this.#lineLength + 1 : last.origin[0] + last.origin[1] + 1
  }

  #authorization(length: (whole: number) => number): readonly Origin[] {
    const field = this.#headerFields.all.find(({ name }) => name.toLowerCase() === 'authorization')
    return field === undefined ? none : [[field.origin[0], length(field.origin[1])]]
  }

  get #cookiePairs(): PlacedItems<PlacedPair> {
    const separator = this.#context.settings.cookieV0Separator || ';'
    this.#cookies ??= new PlacedItems(
      this.#headerFields.all
        .filter(({ name }) => name.toLowerCase() === 'cookie')
        .flatMap(({ value, origin }) => placedPairs(value, separator, origin[0]))
        .map((pair) => trimmedName(pair)),
    )
    return this.#cookies
  }

  #arguments(variable: string): PlacedItems<PlacedPair> {
    if (variable.startsWith('ARGS_GET')) return this.#queryArguments
    if (variable.startsWith('ARGS_POST')) return this.#bodyParts.arguments
    this.#all ??= new PlacedItems([...this.#queryArguments.all, ...this.#bodyParts.arguments.all])
    return this.#all
  }

  get #queryArguments(): PlacedItems<PlacedPair> {
    if (this.#query !== null) return this.#query
    const { request, settings } = this.#context
    const start = this.#uriOffset + this.#pathLength + 1
    const pairs = placedPairs(request.queryString, settings.argumentSeparator || '&', start)
    this.#query = new PlacedItems(named(pairs, request.argsGet.all()))
    return this.#query
  }

  get #files(): PlacedItems<PlacedFile> {
    return this.#bodyParts.files
  }

  get #partFields(): PlacedItems<PlacedPair | PlacedFile> {
    const { arguments: fields, files } = this.#bodyParts
    this.#parts ??= new PlacedItems([...fields.all, ...files.all].sort((a, b) => a.nameOrigin[0] - b.nameOrigin[0]))
    return this.#parts
  }

  get #bodyParts(): PlacedParts {
    this.#body ??= this.#readBody()
    return this.#body
  }

  #readBody(): PlacedParts {
    const { request, settings, dialect } = this.#context
    const start = this.#headersEnd + 1
    const noFiles = new PlacedItems<PlacedFile>([])
    switch (request.body.processor) {
      case 'URLENCODED': {
        const pairs = placedPairs(request.body.raw(), settings.argumentSeparator || '&', start)
        const there = dialect.skipsEmptyPieces ? pairs.filter(({ name, value }) => name !== '' || value !== '') : pairs
        return { arguments: new PlacedItems(named(there, request.argsPost.all())), files: noFiles }
      }
      case 'JSON': {
        const pairs: PlacedPair[] = []
        const parser = new JsonParser({
          depthLimit: settings.requestBodyJsonDepthLimit,
          argumentLimit: settings.argumentsLimit,
          naming: dialect.jsonNaming,
          onValue: (name, value, from, to) => {
            const origin: Origin = [start + from, to - from]
            pairs.push({ name, value, nameOrigin: origin, origin })
          },
        })
        request.body.feed((chunk) => parser.write(chunk))
        parser.end()
        return { arguments: new PlacedItems(pairs), files: noFiles }
      }
      case 'MULTIPART':
        return this.#readMultipart(start)
      default:
        return { arguments: new PlacedItems<PlacedPair>([]), files: noFiles }
    }
  }

  /** All parts of a multipart body: what rules see of it, unless a limit left some out. */
  #allParts(): MultipartResult {
    const { request, dialect } = this.#context
    const known = request.multipartResult
    if (known !== null && !known.truncated && known.flags.fileLimitExceeded === 0) return known
    const parser = new MultipartParser(request.headers.first('content-type') ?? '', {
      fileLimit: Number.POSITIVE_INFINITY,
      argumentLimit: Number.POSITIVE_INFINITY,
      fileStore: null,
      dropInnerLineEnds: dialect.dropsInnerLineEnds,
    })
    request.body.feed((chunk) => parser.write(chunk))
    return parser.end()
  }

  #readMultipart(start: number): PlacedParts {
    const { dialect } = this.#context
    const { fields, files } = this.#allParts()
    const pairs = fields.map(({ name, value, nameOffset, offset }) => ({
      name,
      value,
      nameOrigin: [
        start + (dialect.fieldNamesBeforeValues ? offset - name.length - 1 : nameOffset),
        name.length,
      ] as const,
      origin: [start + offset, value.length] as const,
    }))
    const placedFiles = files.map(({ name, filename, size, nameOffset, filenameOffset, offset }) => ({
      name,
      filename,
      nameOrigin: [start + nameOffset, name.length] as const,
      filenameOrigin: [start + filenameOffset, filename.length] as const,
      origin: [start + offset, size] as const,
    }))
    return { arguments: new PlacedItems(pairs), files: new PlacedItems(placedFiles) }
  }
}

/** Names and values of a text in pieces, with the places at which they stand in it as sent. */
function placedPairs(text: string, separator: string, start: number): PlacedPair[] {
  const pairs: PlacedPair[] = []
  let from = 0
  while (from < text.length) {
    let to = text.indexOf(separator, from)
    if (to < 0) to = text.length
    const equals = text.slice(from, to).indexOf('=')
    const nameEnd = equals < 0 ? to : from + equals
    const name = text.slice(from, nameEnd)
    const value = text.slice(Math.min(nameEnd + 1, to), to)
    const valueAt = start + Math.min(nameEnd + 1, to)
    pairs.push({ name, value, nameOrigin: [start + from, name.length], origin: [valueAt, value.length] })
    from = to + separator.length
  }
  return pairs
}

/** The pairs with names and values as they were decoded, which give the lengths. */
function named(
  pairs: readonly PlacedPair[],
  members: readonly { readonly key: string; readonly value: string }[],
): PlacedPair[] {
  return members.slice(0, pairs.length).map(({ key, value }, place) => ({
    name: key,
    value,
    nameOrigin: [pairs[place]!.nameOrigin[0], key.length],
    origin: [pairs[place]!.origin[0], value.length],
  }))
}

function trimmedName(pair: PlacedPair): PlacedPair {
  const name = pair.name.trimStart()
  const skipped = pair.name.length - name.length
  return { ...pair, name, nameOrigin: [pair.nameOrigin[0] + skipped, name.length] }
}
