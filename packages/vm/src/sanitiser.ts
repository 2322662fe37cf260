import type { MatchState } from '@secrule/program'

/** What must be masked in logs, as sanitise* actions collected it. Names are lower-case. */
export class Sanitiser {
  readonly arguments = new Set<string>()
  readonly requestHeaders = new Set<string>()
  readonly responseHeaders = new Set<string>()
  /** Values of which only the matched bytes are masked, with how many stay visible at both ends. */
  readonly matchedBytes: {
    readonly name: string
    readonly value: string
    readonly first: number
    readonly last: number
  }[] = []
  readonly #matched: MatchState

  constructor(matched: MatchState) {
    this.#matched = matched
  }

  argument(name: string): void {
    this.arguments.add(name.toLowerCase())
  }

  requestHeader(name: string): void {
    this.requestHeaders.add(name.toLowerCase())
  }

  responseHeader(name: string): void {
    this.responseHeaders.add(name.toLowerCase())
  }

  /** Masks the matched variable, or only the matched bytes of it. */
  matched(bytes: { readonly first: number; readonly last: number } | null): void {
    const { name, value } = this.#matched
    const colon = name.indexOf(':')
    if (colon < 0) return
    const variable = name.slice(0, colon)
    const key = name.slice(colon + 1)
    if (bytes !== null) this.matchedBytes.push({ name, value, ...bytes })
    else if (/^ARGS/.test(variable)) this.argument(key)
    else if (/^REQUEST_HEADERS/.test(variable)) this.requestHeader(key)
    else if (/^RESPONSE_HEADERS/.test(variable)) this.responseHeader(key)
  }
}
