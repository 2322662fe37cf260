import { compilePattern, linkPattern, type Matcher } from '@secrule/regex'

/** Whether a text fits; null when the pattern cannot say within its limits. */
export type TextPattern = (text: string) => boolean

/**
 * The expression of a `pattern` keyword, searched for in text. Characters beyond ASCII are one character each, but
 * cannot be told apart: an expression that names some is refused, and so is one that needs backtracking.
 */
export function textPattern(source: string): TextPattern | string {
  const ascii = source.replace(/\\u00([0-7][0-9a-f])/gi, '\\x$1')
  if (/[^\0-\x7f]|\\[uUpP]/.test(ascii)) return `\`${source}\` names characters beyond ASCII`
  const pattern = compilePattern(ascii, { dotAll: false, multiline: false, dollarEndOnly: true, caseless: false })
  if (pattern.kind === 'problem') return `\`${source}\` is no regular expression: ${pattern.message}`
  if (pattern.engine !== 'linear') return `\`${source}\` cannot run in linear time`
  const matcher: Matcher = linkPattern(pattern, { pcre2: null, limits: { match: 0, recursion: 0 } })
  return (text) =>
    matcher.test(isAscii(text) ? text : text.replace(/[\ud800-\udbff][\udc00-\udfff]|[^\0-\x7f]/g, '\x80')) === true
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false
  return true
}
