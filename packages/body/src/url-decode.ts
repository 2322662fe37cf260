import { decodeEscapes } from './decode-escapes.js'

/**
 * Decodes form encoding once: `+` is a space, `%XX` a byte. Invalid escapes are copied and reported. Two bytes must
 * stand after the `%`. The same string comes back when nothing changed.
 */
export function urlDecode(text: string): { text: string; invalid: boolean } {
  return decodeEscapes(text, true)
}
