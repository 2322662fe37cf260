import { decodeEscapes } from './decode-escapes.js'

/** Decodes `%XX` once and leaves `+` alone: how a path is decoded. Invalid escapes are copied. */
export function percentDecode(text: string): string {
  return decodeEscapes(text, false).text
}
