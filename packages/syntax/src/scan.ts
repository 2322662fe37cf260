/**
 * Ends of the tokens that loop over escapes. As regular expressions they would overflow the stack on texts of
 * megabytes. Each gives the offset behind the token, or -1 when there is none at `from`.
 */
export type Scan = (text: string, from: number) => number

/** Text within double or single quotes, up to the quote that ends it or that is escaped. */
export function scanInside(quote: string): Scan {
  return (text, from) => {
    let at = from
    while (at < text.length && text[at] !== quote) {
      if (text[at] !== '\\') at++
      else if (text[at + 1] === quote) break
      else at = Math.min(at + 2, text.length)
    }
    return at > from ? at : -1
  }
}

/** A text in single quotes with the quotes. */
export const scanQuoted: Scan = (text, from) => {
  let at = from + 1
  while (at < text.length && text[at] !== "'") at += text[at] === '\\' ? 2 : 1
  return at < text.length ? at + 1 : -1
}

/** `'/pattern/'`. */
export const scanQuotedRegex: Scan = (text, from) => {
  const end = scanQuoted(text, from)
  if (end < from + 4 || text[from + 1] !== '/' || text[end - 2] !== '/') return -1
  let backslashes = 0
  while (text[end - 3 - backslashes] === '\\') backslashes++
  return backslashes % 2 === 0 ? end : -1
}

/** `/pattern/`, which ends at the first bare slash that has a separator or the end of the text behind it. */
export function scanRegex(separators: string): Scan {
  return (text, from) => {
    for (let at = from + 1; at < text.length && text[at] !== '|'; at++) {
      if (text[at] === '\\' && text[at + 1] !== '|') at++
      else if (text[at] === '/' && isEnd(text, at + 1, separators)) return at + 1
    }
    return -1
  }
}

/** The same with `|` in it, which is an error but shows where the pattern was meant to end. */
export function scanRegexWithBars(separators: string): Scan {
  return (text, from) => {
    for (let at = from + 1; at < text.length; at++) {
      if (text[at] === '\\') at++
      else if (text[at] === '/' && isEnd(text, at + 1, separators)) return at + 1
    }
    const bar = text.indexOf('|', from)
    return bar < 0 ? text.length : bar
  }
}

/** An XPath expression. A comma separates only outside brackets and quotes. */
export function scanXPath(separators: string): Scan {
  return (text, from) => {
    let depth = 0
    let quote = ''
    let at = from
    for (; at < text.length && text[at] !== '|'; at++) {
      const byte = text[at]!
      if (quote !== '') {
        if (byte === quote) quote = ''
      } else if (byte === '"' || byte === "'") quote = byte
      else if (byte === '(' || byte === '[') depth++
      else if (byte === ')' || byte === ']') depth--
      else if (depth <= 0 && separators.includes(byte)) break
    }
    while (at > from && isSpace(text[at - 1])) at--
    return at > from ? at : -1
  }
}

/** The given token, if only white space stands between it and a separator or the end of the text. */
export function scanToEnd(scan: Scan, separators: string): Scan {
  return (text, from) => {
    const end = scan(text, from)
    return end >= 0 && isEnd(text, end, separators) ? end : -1
  }
}

/** The given token with all that follows it up to a separator. */
export function scanWithRest(scan: Scan, separators: string): Scan {
  return (text, from) => {
    let at = scan(text, from)
    while (at >= 0 && at < text.length && !separators.includes(text[at]!)) at++
    return at
  }
}

function isEnd(text: string, from: number, separators: string): boolean {
  let at = from
  while (isSpace(text[at])) at++
  return at >= text.length || separators.includes(text[at]!)
}

function isSpace(byte: string | undefined): boolean {
  return byte === ' ' || byte === '\t'
}
