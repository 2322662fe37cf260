import type { RuleInfo } from '@secrule/program'
import { matchOffsets } from '../logging/match-offsets.js'
import type { MatchedTarget } from '../match-log.js'
import type { TransactionContext } from '../transaction-context.js'
import type { ByteRange } from './byte-range.js'

/** A value of which only some bytes are masked. */
export interface PartlyMasked {
  /** `ARGS`, `REQUEST_HEADERS`, `RESPONSE_HEADERS`, `REQUEST_COOKIES`; another variable's name where it is none of them. */
  readonly kind: string
  readonly lowerKey: string
  readonly value: string
  readonly ranges: readonly ByteRange[]
}

/** Bytes that an operator found, and how many of them stay visible at both ends. */
export interface FoundSecret {
  readonly kind: string
  readonly text: string
  readonly first: number
  readonly last: number
}

/** What must be masked in logs, as sanitise* actions and the engine's options said. Names are lower-case. */
export class Sanitiser {
  readonly arguments = new Set<string>()
  readonly requestHeaders = new Set<string>()
  readonly responseHeaders = new Set<string>()
  readonly cookies = new Set<string>()
  readonly parts: PartlyMasked[] = []
  readonly found: FoundSecret[] = []
  /** The body of the request is hidden as a whole. */
  hidesBody = false
  /** Grows with each change, so that what was worked out from it can be kept. */
  revision = 0
  readonly #context: TransactionContext
  /** What the rule or link that runs now has matched. */
  #matches: MatchedTarget[] = []

  constructor(context: TransactionContext, masksCredentials: boolean) {
    this.#context = context
    if (!masksCredentials) return
    for (const name of ['authorization', 'proxy-authorization', 'cookie']) this.requestHeader(name)
    this.responseHeader('set-cookie')
  }

  argument(name: string): void {
    this.arguments.add(name.toLowerCase())
    this.revision++
  }

  requestHeader(name: string): void {
    this.requestHeaders.add(name.toLowerCase())
    this.revision++
  }

  responseHeader(name: string): void {
    this.responseHeaders.add(name.toLowerCase())
    this.revision++
  }

  /** Keeps a match of the rule that runs, for sanitiseMatched. */
  note(target: MatchedTarget): void {
    if (this.#matches[0]?.rule !== target.rule) this.#matches = []
    this.#matches.push(target)
  }

  /** Masks every variable that the current rule or link matched, or only the bytes that its operator found in them. */
  matched(bytes: { readonly first: number; readonly last: number } | null): void {
    const rule: RuleInfo | null = this.#context.rule
    for (const target of this.#matches) {
      if (target.rule.starter !== rule?.index) return
      if (bytes === null) this.#whole(target)
      else this.#part(target, bytes)
    }
  }

  #whole({ variable, key, original }: MatchedTarget): void {
    const kind = kindOf(variable)
    const lower = key.toLowerCase()
    if (kind === 'ARGS') this.argument(lower)
    else if (kind === 'REQUEST_HEADERS') this.requestHeader(lower)
    else if (kind === 'RESPONSE_HEADERS') this.responseHeader(lower)
    else if (kind === 'REQUEST_COOKIES') {
      this.cookies.add(lower)
      this.revision++
    } else {
      // It has no place of its own: its text is hidden wherever it stands.
      this.found.push({ kind, text: original, first: 0, last: 0 })
      // What XPath put together stands nowhere in the body.
      if (kind === 'XML') this.hidesBody = true
      this.revision++
    }
  }

  #part(target: MatchedTarget, { first, last }: { readonly first: number; readonly last: number }): void {
    const { original, value } = target
    const [place] = matchOffsets(target, this.#context)
    if (place === undefined || place[1] === 0) return this.#whole(target)
    const text = value.slice(place[0], place[0] + place[1])
    const places =
      value === original
        ? [[place[0], place[0] + place[1]] as const, ...placesOf(text, original)]
        : placesOf(text, original)
    const ranges = places.map(([from, to]): ByteRange => [from + first, Math.max(from + first, to - last)])
    this.found.push({ kind: kindOf(target.variable), text, first, last })
    this.parts.push({
      kind: kindOf(target.variable),
      lowerKey: target.key.toLowerCase(),
      value: original,
      // What was found only after transformations cannot be pointed at in the raw value.
      ranges: ranges.length > 0 ? ranges : [[0, original.length]],
    })
    this.revision++
  }
}

/** Longest text that is looked for with the platform's own search, which is not linear for long ones. */
const longestText = 64

/** Every place where a text stands, one behind the other; none for a long text. */
function placesOf(text: string, within: string): ByteRange[] {
  const places: ByteRange[] = []
  if (text.length > longestText) return places
  for (let at = within.indexOf(text); at >= 0; at = within.indexOf(text, at + text.length)) {
    places.push([at, at + text.length])
  }
  return places
}

/** Collections whose members have a place in the request or response, where they are masked. */
const placed = new Set(['ARGS', 'REQUEST_HEADERS', 'RESPONSE_HEADERS', 'REQUEST_COOKIES'])

/** Whether a variable is a member of such a collection. */
export function hasPlace(variable: string): boolean {
  return placed.has(kindOf(variable))
}

/** The collection that a variable belongs to as far as masking goes: `ARGS_POST_NAMES:x` tells of the argument `x`. */
export function kindOf(variable: string): string {
  if (/^ARGS(?:_GET|_POST|_PATH)?(?:_NAMES)?$/.test(variable) || variable === 'JSON') return 'ARGS'
  return /^(?:REQUEST_HEADERS|RESPONSE_HEADERS|REQUEST_COOKIES)(?=_NAMES$|$)/.exec(variable)?.[0] ?? variable
}
