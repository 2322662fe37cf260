import { widen } from '../analysis/linearise.js'
import type { Matcher } from '../link-pattern.js'
import type { MatchLimits, Pattern } from '../pattern.js'
import type { Pcre2, Pcre2Code } from '../pcre2.js'
import { parsePattern } from '../syntax/parse-pattern.js'
import { programSize } from './build-program.js'
import { decodeUtf8, type Utf8Text } from './decode-utf8.js'
import { ForwardSearch } from './forward-search.js'

const maxFilterSize = 5000

/**
 * Runs a pattern in PCRE2 under the match limits. Without the service, or when PCRE2 refuses it, all is an error. Unless
 * `filtered` is false, most values that cannot match are told without PCRE2, and so take no steps.
 */
export class BacktrackingMatcher implements Matcher {
  readonly source: string
  private readonly pattern: Pattern
  private readonly service: Pcre2 | null
  private readonly limits: MatchLimits
  private code: Pcre2Code | null | undefined
  // Rejects most subjects in linear time, before PCRE2 has to try; null when the pattern cannot be widened.
  private filter: ForwardSearch | null | undefined

  constructor(pattern: Pattern, service: Pcre2 | null, limits: MatchLimits, filtered = true) {
    this.source = pattern.source
    this.pattern = pattern
    if (!filtered) this.filter = null
    this.service = service
    this.limits = limits
  }

  prepare(): boolean {
    if (this.code === undefined) this.code = this.compile()
    else if (this.code !== null && this.filter === undefined) this.filter = this.makeFilter()
    return this.code !== null && this.filter === undefined
  }

  test(subject: string): boolean | 'limit' | 'error' {
    const found = this.exec(subject, 0)
    return typeof found === 'string' ? found : found !== null
  }

  exec(subject: string, from: number): Int32Array | null | 'limit' | 'error' {
    if (from < 0 || from > subject.length) return null
    if (this.prepare()) this.prepare()
    const { code, filter } = this
    if (!code) return 'error'
    if (filter && filter.find(subject, from) < 0) return null
    if (!this.pattern.utf) return this.complete(code.exec(subject, from))
    const decoded = decodeUtf8(subject)
    if (decoded === null) return 'error'
    return this.complete(runDecoded(code, decoded, from))
  }

  get work(): number {
    return this.filter?.work ?? 0
  }

  private makeFilter(): ForwardSearch | null {
    const parsed = parsePattern(this.pattern.source, this.pattern.flags)
    if (parsed.kind === 'problem' || parsed.accepts || parsed.verbatim || parsed.sharedNames) return null
    const tree = widen(parsed.root)
    return programSize(tree) <= maxFilterSize ? new ForwardSearch(tree, false) : null
  }

  private compile(): Pcre2Code | null {
    let source = this.pattern.pcre2
    if (this.service === null || source === null) return null
    if (this.pattern.utf) {
      const decoded = decodeUtf8(source)
      if (decoded === null) return null
      source = decoded.text
    }
    const code = this.service.compile(source, this.limits)
    return 'kind' in code ? null : code
  }

  // Groups past the last that took part are spelled out, so that callers see all of them.
  private complete(found: Int32Array | null | 'limit' | 'error'): Int32Array | null | 'limit' | 'error' {
    const wanted = (this.pattern.groups + 1) * 2
    if (!(found instanceof Int32Array) || found.length === wanted) return found
    const slots = new Int32Array(wanted).fill(-1)
    slots.set(found.subarray(0, wanted))
    return slots
  }
}

function runDecoded(code: Pcre2Code, decoded: Utf8Text, from: number): Int32Array | null | 'limit' | 'error' {
  const { text, offsets } = decoded
  let unit = 0
  while (unit < text.length && offsets[unit]! < from) unit++
  const found = code.exec(text, unit)
  return found instanceof Int32Array ? found.map((place) => (place < 0 ? -1 : offsets[place]!)) : found
}
