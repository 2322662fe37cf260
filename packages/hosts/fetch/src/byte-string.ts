import { bytes } from 'secrule/runtime'

/** workerd reads header bytes as UTF-8, where the standard has one char for each byte. */
const isDecoding =
  (globalThis as { navigator?: { readonly userAgent?: string } }).navigator?.userAgent === 'Cloudflare-Workers'

/** A text of the platform as the bytes it was sent as, as far as they can still be told. */
export function byteString(text: string): string {
  if (isDecoding ? /[^\0-\x7f]/.test(text) : /[^\0-\xff]/.test(text)) return bytes(text)
  return text
}
