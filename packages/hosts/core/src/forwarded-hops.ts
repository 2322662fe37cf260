/** What an element of Forwarded may come to; a longer one is taken for damaged. */
const longest = 512
/** Commas within the quotes of one element. */
const mostCommas = 8

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const pair = `${token}=(?:${token}|"(?:[^"\\\\]|\\\\[\\s\\S])*")`
const element = new RegExp(`^[ \\t]*(?:${pair})?(?:[ \\t]*;[ \\t]*(?:${pair})?)*[ \\t]*$`)
const onePair = new RegExp(`(${token})=(${token}|"(?:[^"\\\\]|\\\\[\\s\\S])*")`, 'g')

/**
 * Whom the proxies of a request say they speak for, the nearest one first, from the values of X-Forwarded-For: what stands
 * between commas, as it is.
 */
export function* forwardedForHops(values: readonly string[]): Generator<string | null> {
  for (let i = values.length - 1; i >= 0; i--) {
    const entries = (values[i] ?? '').split(',')
    while (entries.length > 0) yield entries.pop() ?? ''
  }
}

/**
 * The same from the values of Forwarded (RFC 7239): the `for` of each element, without its quotes; null for an element
 * that has none or cannot be read. It is read from its end: what a client wrote at its beginning, an open quote for
 * instance, cannot swallow what the proxies wrote after it.
 */
export function* forwardedHops(values: readonly string[]): Generator<string | null> {
  for (let i = values.length - 1; i >= 0; i--) {
    let rest: string | null = values[i] ?? ''
    while (rest !== null) {
      const start = lastElement(rest)
      if (start === null) {
        yield null
        break
      }
      yield forOf(rest.slice(start))
      rest = start === 0 ? null : rest.slice(0, start - 1)
    }
  }
}

/** Where the last element begins: behind the comma after which, for the first time, a whole element stands. */
function lastElement(text: string): number | null {
  let end = text.length
  for (let commas = 0; commas <= mostCommas; commas++) {
    const comma = end === 0 ? -1 : text.lastIndexOf(',', end - 1)
    if (text.length - comma - 1 > longest) return null
    if (element.test(text.slice(comma + 1))) return comma + 1
    if (comma < 0) return null
    end = comma
  }
  return null
}

/** The `for` of an element that has just one. */
function forOf(text: string): string | null {
  const values: string[] = []
  for (const [, name = '', value = ''] of text.matchAll(onePair)) if (name.toLowerCase() === 'for') values.push(value)
  const [found, ...more] = values
  if (found === undefined || more.length > 0) return null
  return found.startsWith('"') ? found.slice(1, -1).replace(/\\([\s\S])/g, '$1') : found
}
