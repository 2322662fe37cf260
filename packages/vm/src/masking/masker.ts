import { parseRequestTarget, percentDecode } from '@secrule/body'
import type { HeaderField, Member } from '@secrule/program'
import type { MatchedTarget } from '../match-log.js'
import type { TransactionContext } from '../transaction-context.js'
import { type ByteRange, starred, stars } from './byte-range.js'
import { collectSecrets, transformedSecrets } from './collect-secrets.js'
import { maskBody } from './mask-body.js'
import { maskCookies } from './mask-cookies.js'
import { maskForm } from './mask-form.js'
import { hasPlace, kindOf } from './sanitiser.js'
import { SecretList } from './secret-list.js'

/** Longest debug line where something is masked. */
const longestDebug = 2048
/** Longest value that a log shows; what is longer is cut before it is searched for secrets. */
const longestShown = 8192
/** Matches of one rule that its message can tell of: the last ones. */
const mostTold = 8

/** Shorter secrets of the request are not looked for in the response: `en` or `home` stand there anyway. */
const shortestRepeated = 8

function cut(text: string): string {
  return text.length > longestShown ? text.slice(0, longestShown) : text
}

/** A text as it is, and as it may be shown. */
interface WholeText {
  readonly text: string
  readonly shown: string
}

/**
 * What of a transaction may be shown, as far as its sanitise* actions ran. It answers for raw parts of the request, for
 * values that rules looked at, and for texts that macros were expanded in. Made for one moment: see `TransactionContext.masker`.
 */
export class Masker {
  readonly #context: TransactionContext
  readonly #ranges = new Map<string, { readonly value: string; readonly ranges: readonly ByteRange[] }[]>()
  /** Bytes that operators found in variables which have no place of their own in the request. */
  readonly #found = new SecretList()
  #secrets: SecretList | null = null
  #debugSecrets: SecretList | null = null
  readonly #wholes = new Map<string, WholeText>()

  constructor(context: TransactionContext) {
    this.#context = context
    for (const { kind, lowerKey, value, ranges } of context.sanitise.parts) {
      const key = `${kind} ${lowerKey}`
      const there = this.#ranges.get(key)
      if (there === undefined) this.#ranges.set(key, [{ value, ranges }])
      else there.push({ value, ranges })
    }
    for (const { kind, text, first, last } of context.sanitise.found) {
      if (!hasPlace(kind)) this.#found.add(text, first, last)
    }
  }

  /** The value of an argument of that name. */
  argument(name: string, value: string): string {
    const ranges = this.#cover(name, value)
    return ranges === null ? value : starred(value, ranges)
  }

  masksArgument(name: string, value: string): boolean {
    return this.#cover(name, value) !== null
  }

  requestHeader(name: string, value: string): string {
    const { sanitise, request } = this.#context
    const lower = name.toLowerCase()
    if (sanitise.requestHeaders.has(lower)) return stars(value)
    let shown = this.#part('REQUEST_HEADERS', lower, value) ?? value
    if (lower === 'cookie' && shown === value) shown = this.#cookies(value)
    if (lower === 'referer' && request.uriRaw !== '') shown = this.#target(shown)
    return this.#found.hide(shown)
  }

  responseHeader(name: string, value: string): string {
    const lower = name.toLowerCase()
    if (this.#context.sanitise.responseHeaders.has(lower)) return stars(value)
    const shown = this.#part('RESPONSE_HEADERS', lower, value) ?? value
    const own = this.#found.hide(lower === 'location' ? this.#target(shown) : shown)
    return this.#allSecrets.hide(own, shortestRepeated)
  }

  headers(members: readonly Member[], which: 'request' | 'response'): HeaderField[] {
    return members.map(({ key, value }) => ({
      name: key,
      value: which === 'request' ? this.requestHeader(key, value) : this.responseHeader(key, value),
    }))
  }

  get requestLine(): string {
    return this.#whole('REQUEST_LINE').shown
  }

  get uri(): string {
    return this.#whole('REQUEST_URI_RAW').shown
  }

  get decodedUri(): string {
    return this.#whole('REQUEST_URI').shown
  }

  get path(): string {
    return this.#pathArguments(this.#context.request.filename)
  }

  /** A body of the request as it was sent. */
  requestBody(body: string): string {
    if (this.#context.sanitise.hidesBody) return stars(body)
    const shown = this.#masksArguments ? maskBody(body, this.#context, this.#cover) : body
    return this.#found.hide(shown)
  }

  /** The body of the response: what rules on it found, and secrets of the request that it repeats. */
  responseBody(body: string): string {
    const isFound = this.#context.sanitise.found.some(({ kind }) => kind === 'RESPONSE_BODY')
    return this.#allSecrets.hide(isFound ? this.#found.hide(body) : body, shortestRepeated)
  }

  /** The value of a matched variable before and after its transformations, as far as logs show it. */
  target({ variable, key, original, value }: MatchedTarget): { readonly original: string; readonly value: string } {
    const seen = cut(original)
    const shown = hasPlace(variable)
      ? cut(this.#variable(variable, key, original))
      : this.#variable(variable, key, seen)
    if (value === original) return { original: shown, value: shown }
    // What became of a masked byte cannot be told: the value goes as a whole, but where only found bytes are masked.
    if (shown === seen) return { original: seen, value: this.text(cut(value)) }
    const hidden = this.text(cut(value))
    return { original: shown, value: hidden === cut(value) ? stars(hidden) : hidden }
  }

  /** A text that a macro put into a message of a match. */
  inserted(text: string, variable: string, key: string | null, targets: readonly MatchedTarget[]): string {
    const tellsMatch = variable.startsWith('MATCHED_VAR') || (variable === 'TX' && /^\d$/.test(key ?? ''))
    for (const target of tellsMatch ? targets.slice(-mostTold) : []) {
      const { value } = this.target(target)
      if (value === cut(target.value)) continue
      if (cut(target.value).startsWith(text)) return value.slice(0, text.length)
      if (target.value.includes(text.slice(0, 64))) {
        const hidden = this.text(text)
        return hidden === text ? stars(text) : hidden
      }
    }
    const shown = key === null || !hasPlace(variable) ? text : this.#variable(variable, key, text)
    return shown === text ? this.text(this.#wholeOf(variable, text)) : shown
  }

  /** Any other text that may hold secrets. */
  text(text: string): string {
    return this.#allSecrets.hide(cut(text))
  }

  get #allSecrets(): SecretList {
    if (this.#secrets === null) {
      // It is there, empty, while it is filled: what fills it asks for values that have a place.
      this.#secrets = new SecretList()
      const { found } = this.#context.sanitise
      const isHidden = ({ variable, key, original }: MatchedTarget): boolean =>
        hasPlace(variable)
          ? this.#variable(variable, key, original) === stars(original)
          : found.some(({ kind, text, first, last }) => kind === variable && text === original && first + last === 0)
      collectSecrets(this.#secrets, this.#context, this.#cover, isHidden)
    }
    return this.#secrets
  }

  /** A line of the debug log, where values stand after any transformation of any rule, matching or not. */
  debugText(text: string): string {
    this.#debugSecrets ??= transformedSecrets(this.#context, this.#cover)
    return this.#debugSecrets.hide(this.text(text).slice(0, longestDebug))
  }

  get #masksArguments(): boolean {
    const { sanitise } = this.#context
    return sanitise.arguments.size > 0 || sanitise.parts.some(({ kind }) => kind === 'ARGS')
  }

  readonly #cover = (name: string, value: string): readonly ByteRange[] | null => {
    const { sanitise, request } = this.#context
    const lower = name.toLowerCase()
    const isNamed =
      sanitise.arguments.has(lower) ||
      // `sanitiseArg:password` hides `json.user.password` too, also where nothing parsed the body.
      (['JSON', ''].includes(request.body.processor) && lower.split('.').some((part) => sanitise.arguments.has(part)))
    return isNamed ? [[0, value.length]] : this.#rangesOf('ARGS', lower, value)
  }

  #rangesOf(kind: string, lowerKey: string, value: string): readonly ByteRange[] | null {
    return this.#ranges.get(`${kind} ${lowerKey}`)?.find((part) => part.value === value)?.ranges ?? null
  }

  #part(kind: string, lowerKey: string, value: string): string | null {
    const ranges = this.#rangesOf(kind, lowerKey, value)
    return ranges === null ? null : starred(value, ranges)
  }

  #variable(variable: string, key: string, text: string): string {
    if (variable.endsWith('_NAMES') || variable.startsWith('&')) return text
    switch (kindOf(variable)) {
      case 'ARGS':
        return this.argument(key, text)
      case 'REQUEST_HEADERS':
        return this.requestHeader(key, text)
      case 'RESPONSE_HEADERS':
        return this.responseHeader(key, text)
      case 'REQUEST_COOKIES': {
        const { requestHeaders, cookies } = this.#context.sanitise
        const lower = key.toLowerCase()
        if (requestHeaders.has('cookie') || cookies.has(lower)) return stars(text)
        return this.#part('REQUEST_COOKIES', lower, text) ?? text
      }
      default:
        return this.text(this.#wholeOf(variable, text))
    }
  }

  #cookies(header: string): string {
    const { sanitise, settings } = this.#context
    return maskCookies(header, settings, (name, value) => {
      const lower = name.toLowerCase()
      return sanitise.cookies.has(lower) ? [[0, value.length]] : this.#rangesOf('REQUEST_COOKIES', lower, value)
    })
  }

  /** A request target or URL with the arguments of its query masked. */
  #target(target: string): string {
    const hash = target.indexOf('#')
    const whole = hash < 0 ? target : target.slice(0, hash)
    const mark = whole.indexOf('?')
    if (mark < 0 || !this.#masksArguments) return this.#pathArguments(target)
    const query = maskForm(whole.slice(mark + 1), this.#context.settings.argumentSeparator, this.#cover)
    return `${this.#pathArguments(whole.slice(0, mark + 1))}${query}${target.slice(whole.length)}`
  }

  /** Hides what @restpath took out of a path, where it is masked. */
  #pathArguments(path: string): string {
    const members = this.#context.request.argsPath.all()
    if (members.length === 0) return path
    const hidden = new SecretList()
    for (const { key, value } of members) if (this.#cover(key, value) !== null) hidden.add(value)
    return path
      .split('/')
      .map((part) => (percentDecode(part) === part ? hidden.hide(part) : hidden.hide(percentDecode(part))))
      .join('/')
  }

  /** Variables that hold much of the request in one text: as they are, and as they may be shown. */
  #whole(variable: string): WholeText {
    let whole = this.#wholes.get(variable)
    if (whole === undefined) {
      whole = this.#wholeText(variable)
      this.#wholes.set(variable, whole)
    }
    return whole
  }

  #wholeText(variable: string): WholeText {
    const { request, dialect, streamInput } = this.#context
    switch (variable) {
      case 'REQUEST_URI_RAW':
        return { text: request.uriRaw, shown: this.#found.hide(this.#target(request.uriRaw)) }
      case 'REQUEST_LINE': {
        const { line, uriRaw, method } = request
        const place = uriRaw === '' ? -1 : line.indexOf(uriRaw, method.length)
        const shown = place < 0 ? line : line.slice(0, place) + this.uri + line.slice(place + uriRaw.length)
        return { text: line, shown }
      }
      case 'REQUEST_URI': {
        const { uri, uriUndecoded } = parseRequestTarget(this.uri)
        return { text: request.uri, shown: dialect.decodedUri ? uri : uriUndecoded }
      }
      case 'QUERY_STRING':
        return { text: request.queryString, shown: parseRequestTarget(this.uri).queryString }
      case 'REQUEST_BODY':
        return { text: request.body.text(), shown: this.requestBody(request.body.text()) }
      case 'STREAM_INPUT_BODY':
        return { text: streamInput ?? '', shown: this.requestBody(streamInput ?? '') }
      case 'FULL_REQUEST': {
        // Put together from parts: it is shown whole or not at all.
        const text = request.full()
        const body = this.#whole('REQUEST_BODY')
        const isPlain = this.requestLine === request.line && body.shown === body.text && !this.#masksHeaders
        return { text, shown: isPlain ? text : stars(text) }
      }
      default:
        return { text: '', shown: '' }
    }
  }

  #wholeOf(variable: string, text: string): string {
    const whole = this.#whole(variable)
    if (whole.text === whole.shown || text === '') return text
    if (whole.text === text) return whole.shown
    return whole.text.startsWith(text) ? whole.shown.slice(0, text.length) : stars(text)
  }

  get #masksHeaders(): boolean {
    return this.#context.request.headers.all().some(({ key, value }) => this.requestHeader(key, value) !== value)
  }
}
