import { compilePattern, linkPattern, type Pcre2 } from '@secrule/regex'
import type { Expectation } from './regression-case.js'
import type { Outcome } from './run-case.js'

const flags = { dotAll: true, multiline: true, dollarEndOnly: false, caseless: false }

/** What of an expectation does not hold; empty when the case passes. */
export function failuresOf(expected: Expectation, found: Outcome, pcre2: Pcre2): readonly string[] {
  const failures: string[] = []
  const mustHold = (what: string, pattern: string | null, text: string): void => {
    if (pattern !== null && !holds(pattern, text, pcre2)) failures.push(`${what}: nothing fits ${pattern}`)
  }
  if (expected.loadError !== null) {
    if (found.loadErrors.length === 0) return ['the rules load, and should not']
    mustHold('load error', expected.loadError, found.loadErrors.join('\n'))
    return failures
  }
  if (found.loadErrors.length > 0) return found.loadErrors.map((error) => `load: ${error}`)
  if (found.status !== expected.status) failures.push(`status ${found.status} instead of ${expected.status}`)
  if (expected.redirect !== null && found.redirect !== expected.redirect) {
    failures.push(`redirects to ${found.redirect} instead of ${expected.redirect}`)
  }
  mustHold('debug log', expected.debugLog, found.debugLog)
  mustHold('error log', expected.errorLog, found.errorLog)
  mustHold('audit log', expected.auditLog, found.auditLog)
  return failures
}

/**
 * Whether an expression is found in a log. libmodsecurity writes some values as they came, where ours are escaped so that
 * no traffic can begin a line: those expressions look for the bytes themselves.
 */
function holds(source: string, text: string, pcre2: Pcre2): boolean {
  return found(source, text, pcre2) || found(source, unescaped(text), pcre2)
}

function unescaped(text: string): string {
  return text.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function found(source: string, text: string, pcre2: Pcre2): boolean {
  const pattern = compilePattern(source, flags)
  if (pattern.kind === 'problem') throw new Error(`${source} does not compile: ${pattern.message}`)
  return linkPattern(pattern, { pcre2, limits: { match: 10_000_000, recursion: 10_000_000 } }).test(text) === true
}
