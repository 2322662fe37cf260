import { JsonParser, MultipartParser, type MultipartResult } from '@secrule/body'
import type { TransactionContext } from '../transaction-context.js'

/** A place in the raw request: request line, headers, empty line, body, with line ends of one byte. */
export type Origin = readonly [offset: number, length: number]

interface PlacedPair {
  readonly name: string
  readonly value: string
  readonly nameOrigin: Origin
  readonly origin: Origin
}

interface PlacedFile {
  readonly name: string
  readonly filename: string
  readonly nameOrigin: Origin
  readonly filenameOrigin: Origin
  readonly origin: Origin
}

const none: readonly Origin[] = []

/**
 * Where values stood in the raw request, for `ref` in log lines: offsets as libmodsecurity 3 counts them, lengths of the
 * decoded values. Worked out when a log line first asks, by reading the request once more.
 */
export class ValueOrigins {
  readonly #context: TransactionContext
  #headers: readonly PlacedPair[] | null = null
  #body: { readonly arguments: readonly PlacedPair[]; readonly files: readonly PlacedFile[] } | null = null
  #query: readonly PlacedPair[] | null = null

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
        return picked(
          this.#arguments(variable),
          (pair) => pair.name === key && pair.value === value,
          occurrence,
          'origin',
        )
      case 'ARGS_NAMES':
      case 'ARGS_GET_NAMES':
      case 'ARGS_POST_NAMES':
        return picked(this.#arguments(variable), (pair) => pair.name === value, occurrence, 'nameOrigin')
      case 'ARGS_COMBINED_SIZE':
        return this.#arguments('ARGS').flatMap(({ nameOrigin, origin }) => [nameOrigin, origin])
      case 'REQUEST_HEADERS':
        return picked(this.#headerFields, (pair) => pair.name === key && pair.value === value, occurrence, 'origin')
      case 'REQUEST_HEADERS_NAMES':
        return picked(this.#headerFields, (pair) => pair.name === value, occurrence, 'nameOrigin')
      case 'REMOTE_USER':
        return this.#authorization((length) => length)
      case 'AUTH_TYPE':
        return this.#authorization(() => value.length)
      case 'REQUEST_COOKIES':
        return this.#cookie((pair) => pair.name === key && pair.value === value, occurrence, 'origin')
      case 'REQUEST_COOKIES_NAMES':
        return this.#cookie((pair) => pair.name === value, occurrence, 'nameOrigin')
      case 'REQUEST_BODY':
      case 'REQUEST_BODY_LENGTH':
        return [[this.#headersEnd, request.body.length]]
      case 'FILES':
      case 'MULTIPART_FILENAME':
        return picked(this.#files, (file) => file.filename === value, occurrence, 'filenameOrigin')
      case 'FILES_NAMES':
        return picked(this.#files, (file) => file.name === value, occurrence, 'nameOrigin')
      case 'MULTIPART_NAME':
        return this.#partName(value, occurrence)
      case 'FILES_SIZES':
      case 'FILES_TMP_CONTENT':
        return picked(this.#files, (file) => file.name === key, occurrence, 'origin')
      case 'FILES_COMBINED_SIZE':
        return this.#files.map(({ origin }) => origin)
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

  get #headerFields(): readonly PlacedPair[] {
    if (this.#headers !== null) return this.#headers
    const pairs: PlacedPair[] = []
    let at = this.#lineLength + 1
    for (const { key: name, value } of this.#context.request.headers.all()) {
      const from = at + name.length + 2
      pairs.push({ name, value, nameOrigin: [at, name.length], origin: [from, value.length] })
      at = from + value.length + 1
    }
    this.#headers = pairs
    return pairs
  }

  /** Where the headers end and, for the body as a whole, the body begins. */
  get #headersEnd(): number {
    const last = this.#headerFields.at(-1)
    return last === undefined ? this.#lineLength + 1 : last.origin[0] + last.origin[1] + 1
  }

  #authorization(length: (whole: number) => number): readonly Origin[] {
    const field = this.#headerFields.find(({ name }) => name.toLowerCase() === 'authorization')
    return field === undefined ? none : [[field.origin[0], length(field.origin[1])]]
  }

  #cookie(fits: (pair: PlacedPair) => boolean, occurrence: number, part: 'origin' | 'nameOrigin'): readonly Origin[] {
    const separator = this.#context.settings.cookieV0Separator || ';'
    const cookies = this.#headerFields
      .filter(({ name }) => name.toLowerCase() === 'cookie')
      .flatMap(({ value, origin }) => placedPairs(value, separator, origin[0]))
      .map((pair) => trimmedName(pair))
    return picked(cookies, fits, occurrence, part)
  }

  #arguments(variable: string): readonly PlacedPair[] {
    if (variable.startsWith('ARGS_GET')) return this.#queryArguments
    if (variable.startsWith('ARGS_POST')) return this.#bodyParts.arguments
    return [...this.#queryArguments, ...this.#bodyParts.arguments]
  }

  get #queryArguments(): readonly PlacedPair[] {
    const { request, settings } = this.#context
    const start = this.#uriOffset + this.#pathLength + 1
    this.#query ??= named(
      placedPairs(request.queryString, settings.argumentSeparator || '&', start),
      request.argsGet.all(),
    )
    return this.#query
  }

  get #files(): readonly PlacedFile[] {
    return this.#bodyParts.files
  }

  #partName(value: string, occurrence: number): readonly Origin[] {
    const { arguments: fields, files } = this.#bodyParts
    const parts = [...fields, ...files].sort((a, b) => a.nameOrigin[0] - b.nameOrigin[0])
    return picked(parts, ({ name }) => name === value, occurrence, 'nameOrigin')
  }

  get #bodyParts(): { readonly arguments: readonly PlacedPair[]; readonly files: readonly PlacedFile[] } {
    this.#body ??= this.#readBody()
    return this.#body
  }

  #readBody(): { readonly arguments: readonly PlacedPair[]; readonly files: readonly PlacedFile[] } {
    const { request, settings, dialect } = this.#context
    const start = this.#headersEnd + 1
    switch (request.body.processor) {
      case 'URLENCODED': {
        const pairs = placedPairs(request.body.raw(), settings.argumentSeparator || '&', start)
        const there = dialect.skipsEmptyPieces ? pairs.filter(({ name, value }) => name !== '' || value !== '') : pairs
        return { arguments: named(there, request.argsPost.all()), files: [] }
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
        return { arguments: pairs, files: [] }
      }
      case 'MULTIPART':
        return this.#readMultipart(start)
      default:
        return { arguments: [], files: [] }
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

  #readMultipart(start: number): { readonly arguments: readonly PlacedPair[]; readonly files: readonly PlacedFile[] } {
    const { dialect } = this.#context
    const { fields, files } = this.#allParts()
    return {
      arguments: fields.map(({ name, value, nameOffset, offset }) => ({
        name,
        value,
        nameOrigin: [start + (dialect.fieldNamesBeforeValues ? offset - name.length - 1 : nameOffset), name.length],
        origin: [start + offset, value.length],
      })),
      files: files.map(({ name, filename, size, nameOffset, filenameOffset, offset }) => ({
        name,
        filename,
        nameOrigin: [start + nameOffset, name.length],
        filenameOrigin: [start + filenameOffset, filename.length],
        origin: [start + offset, size],
      })),
    }
  }
}

function picked<K extends string, T extends { readonly [key in K]: Origin }>(
  all: readonly T[],
  fits: (item: T) => boolean,
  occurrence: number,
  part: K,
): readonly Origin[] {
  const fitting = all.filter(fits)
  const found = fitting[Math.min(occurrence, fitting.length - 1)]
  return found === undefined ? none : [found[part]]
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
