import { encodeText } from '../byte-string.js'

/**
 * A body of a JSON log as bytes. Logs show UTF-8 as text and everything else byte by byte, which looks alike; the length
 * that the message gave says which it was.
 */
export function messageBody(value: unknown, headers: readonly (readonly [string, string])[]): string {
  const text = Array.isArray(value) ? value.join('') : typeof value === 'string' ? value : ''
  const length = Number(headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? Number.NaN)
  const isBytes = length === text.length && /^[\x00-\xff]*$/.test(text)
  return isBytes ? text : encodeText(text)
}
