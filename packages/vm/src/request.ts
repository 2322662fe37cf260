import {
  authType,
  basicUser,
  type MultipartParser,
  type MultipartResult,
  noMultipartFlags,
  parseCookies,
  parseRequestTarget,
  parseUrlEncoded,
  type RequestTarget,
  serverName,
  type UploadedFiles,
  type UrlEncodedParser,
} from '@secrule/body'
import type { Dialect, Member, MultipartFlags, RequestState, Settings, UploadedFile } from '@secrule/program'
import { ListCollection } from './list-collection.js'
import type { MessageBody } from './message-body.js'
import { NamedCollection } from './named-collection.js'

/** What a request is made of, as variables read it. The Transaction fills it. */
export class Request implements RequestState {
  line = ''
  method = ''
  protocol = ''
  readonly headers = new ListCollection()
  readonly argsPath: NamedCollection
  readonly body: MessageBody
  headersOverLimit = false
  argsPost = new ListCollection()
  multipart: MultipartFlags = noMultipartFlags()
  partHeaders: readonly Member[] = []
  partNames: readonly Member[] = []
  partFilenames: readonly Member[] = []
  files: readonly UploadedFile[] = []
  /** What has read the body already, where that took several turns. */
  multipartParser: MultipartParser | null = null
  formParser: UrlEncodedParser | null = null
  /** What was found in a multipart body, for logs that tell where values stood. */
  multipartResult: MultipartResult | null = null
  /** Where the contents of files were saved, if they were. */
  saved: UploadedFiles | null = null
  #urlencodedError = false
  #target: RequestTarget = parseRequestTarget('')
  #argsGet: ListCollection | null = null
  #cookies: ListCollection | null = null
  #hostName: string | null = null
  readonly #dialect: Dialect
  readonly #settings: () => Readonly<Settings>

  constructor(dialect: Dialect, settings: () => Readonly<Settings>, body: MessageBody, onArgumentsChange: () => void) {
    this.argsPath = new NamedCollection(onArgumentsChange)
    this.#dialect = dialect
    this.#settings = settings
    this.body = body
  }

  /** Takes the request line apart; whatever it holds is kept. */
  setLine(line: string, method: string, target: string, protocol: string): void {
    this.line = line
    this.method = method
    this.protocol = protocol
    this.#target = parseRequestTarget(target)
    this.#argsGet = null
  }

  setServerName(name: string): void {
    this.#hostName = name
  }

  get uriRaw(): string {
    return this.#target.raw
  }

  get uri(): string {
    if (this.#dialect.keepsAuthority) return this.#target.raw.replace(/#.*$/s, '')
    return this.#dialect.decodedUri ? this.#target.uri : this.#target.uriUndecoded
  }

  get filename(): string {
    return this.#target.filename
  }

  get basename(): string | null {
    return this.#target.basename ?? (this.#dialect.wholeBasename ? this.filename : null)
  }

  get queryString(): string {
    return this.#target.queryString
  }

  get serverName(): string {
    return this.#hostName ?? serverName(this.headers.first('host') ?? '')
  }

  get authType(): string | null {
    const header = this.headers.first('authorization')
    return header === null ? null : authType(header)
  }

  get remoteUser(): string | null {
    const header = this.headers.first('authorization')
    return header === null ? null : basicUser(header)
  }

  get argsGet(): ListCollection {
    if (this.#argsGet === null) {
      const { argumentSeparator, argumentsLimit } = this.#settings()
      const found = parseUrlEncoded(this.queryString, {
        separator: argumentSeparator,
        limit: argumentsLimit,
        skipEmpty: this.#dialect.skipsEmptyPieces,
      })
      if (found.invalidEncoding) this.#urlencodedError = true
      this.#argsGet = new ListCollection()
      for (const { name, value } of found.arguments) this.#argsGet.add(name, value)
    }
    return this.#argsGet
  }

  /** The query string counts whether or not a rule has read its arguments. */
  get urlencodedError(): boolean {
    return this.argsGet !== null && this.#urlencodedError
  }

  set urlencodedError(found: boolean) {
    this.#urlencodedError = found
  }

  get cookies(): ListCollection {
    if (this.#cookies === null) {
      const { cookieFormat, cookieV0Separator } = this.#settings()
      this.#cookies = new ListCollection()
      for (const header of this.headers.named('cookie')) {
        for (const { name, value } of parseCookies(header.value, {
          format: cookieFormat,
          separator: this.#dialect.commaCookies && cookieV0Separator === ';' ? '' : cookieV0Separator,
          commaFallback: this.#dialect.commaCookies,
        })) {
          if (this.#dialect.trimsCookies) this.#cookies.add(withoutEnd(name), withoutEnd(value))
          else this.#cookies.add(name, value)
        }
      }
    }
    return this.#cookies
  }

  /** FULL_REQUEST: request line, headers, body. */
  full(): string {
    const headers = this.headers.all().map(({ key, value }) => `${key}: ${value}\n`)
    const rest = `${headers.join('')}\n${this.body.text()}`
    if (this.#dialect.fullRequest === 'modsecurity3') return `${headers.join('')}\n\n${this.body.text()}`
    return `${this.line}\n\n${rest}${this.#dialect.fullRequest === 'modsecurity2' ? '\0' : ''}`
  }

  /** FULL_REQUEST_LENGTH. */
  fullLength(): number {
    const { length } = this.full()
    return this.#dialect.fullRequest === 'modsecurity2' ? length - this.line.length - 2 : length
  }
}

function withoutEnd(text: string): string {
  return text.replace(/[ \t]+$/, '')
}
