/** A shorter text is as quickly asked for each of its bytes. */
const fewBytes = 32

const encoder = new TextEncoder()

/**
 * Writes the bytes of a text from one place up to another side by side. To ask a text for one byte means to find out each
 * time how it is kept, which takes longer than what a scan does with the byte. Says whether they are all ASCII.
 */
export function fillBytes(bytes: Uint8Array, text: string, from: number, to: number): boolean {
  const length = to - from
  const part = length === text.length ? text : text.slice(from, to)
  // whatever is not ASCII would take more bytes than one
  if (length >= fewBytes && encoder.encodeInto(part, bytes).written === length) return true
  let all = 0
  for (let place = 0; place < length; place++) {
    const byte = part.charCodeAt(place)
    bytes[place] = byte
    all |= byte
  }
  return all < 128
}

// Every runtime has it, but the language's own declarations do not.
declare class TextEncoder {
  encodeInto(text: string, bytes: Uint8Array): { readonly written: number }
}
