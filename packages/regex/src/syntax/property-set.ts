import { ByteSet } from './byte-set.js'

const cache = new Map<string, ByteSet | null>()

// Properties that PCRE2 has and ECMAScript has not, as alternatives of ECMAScript's.
const special: ReadonlyMap<string, string> = new Map([
  ['Any', '[^]'],
  ['L&', '[\\p{Lu}\\p{Ll}\\p{Lt}]'],
  ['Xan', '[\\p{L}\\p{N}]'],
  ['Xsp', '[\\p{Z}\\t-\\r\\x85]'],
  ['Xps', '[\\p{Z}\\t-\\r\\x85]'],
  ['Xwd', '[\\p{L}\\p{N}_]'],
  ['Xuc', '[$@`\\xa0-\\xff]'],
])

function fromSource(source: string): ByteSet | null {
  let pattern: RegExp
  try {
    pattern = new RegExp(`^${source}$`, 'u')
  } catch {
    return null
  }
  const set = new ByteSet()
  for (let byte = 0; byte < 256; byte++) if (pattern.test(String.fromCharCode(byte))) set.add(byte)
  return set
}

/**
 * The bytes that `\p{name}` takes: without UTF mode PCRE2 reads a byte as the code point of the same number. Null for a
 * property that does not exist. General categories are one or two letters, all other names are scripts.
 */
export function propertySet(name: string): ByteSet | null {
  const known = cache.get(name)
  if (known !== undefined) return known
  let set: ByteSet | null = null
  const source = special.get(name)
  if (source !== undefined) set = fromSource(source)
  else if (/^[A-Z][a-z]?$/.test(name)) set = fromSource(`\\p{General_Category=${name}}`)
  else if (/^[A-Z][A-Za-z_]*$/.test(name)) set = fromSource(`\\p{Script=${name}}`)
  if (cache.size < 256) cache.set(name, set)
  return set
}
