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
  if (length >= fewBytes) {
    // whatever is not ASCII takes more bytes than one, so that they are more, or there is no room for all
    const { read, written } = encoder.encodeInto(part, bytes)
    if (read === length && written === length) return true
  }
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
  encodeInto(text: string, bytes: Uint8Array): { readonly read: number; readonly written: number }
}
