declare class TextEncoder {
  encode(text: string): Uint8Array
}

/** Text as it goes over the wire. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
