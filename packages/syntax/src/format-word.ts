import type { Text } from './ast.js'

/** A word as it stood, in the quotes it stood in. */
export function formatWord({ value, quote }: Text): string {
  return quote === '' ? value : inQuotes(value, quote)
}

/** A word that was put together anew, in the first of the given quotes that can hold it. */
export function quoteWord(value: string, preferred: readonly Text['quote'][]): string {
  return formatQuoted(value, quoteFor(value, preferred))
}

/** The first of the given quotes (empty for none) that can hold a text. */
export function quoteFor(value: string, preferred: readonly Text['quote'][]): Text['quote'] {
  return preferred.find((quote) => (quote === '' ? canStandBare(value) : canStandIn(quote, value))) ?? '"'
}

/** The text with its quotes, or as it is where there are none. */
export function formatQuoted(value: string, quote: Text['quote']): string {
  return quote === '' ? value : inQuotes(value, quote)
}

/** Puts a backslash before each of the quotes in a text. */
export function escapeQuotes(value: string, quote: string): string {
  return value.includes(quote) ? value.replaceAll(quote, `\\${quote}`) : value
}

/** Whether a text ends in a backslash that would take the next byte with it. */
export function endsInBackslash(value: string): boolean {
  return /(?<!\\)(?:\\\\)*\\$/.test(value)
}

function inQuotes(value: string, quote: string): string {
  return `${quote}${escapeQuotes(value, quote)}${quote}`
}

function canStandBare(value: string): boolean {
  return /^[^ \t"'][^ \t]*$/.test(value)
}

/** Only an odd backslash before a quote, or at the end, has no spelling within quotes. */
function canStandIn(quote: string, value: string): boolean {
  for (let at = value.indexOf('\\'); at >= 0; at = value.indexOf('\\', at + 2)) {
    if (at === value.length - 1 || value[at + 1] === quote) return false
  }
  return true
}
