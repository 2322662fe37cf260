/** A shorter text is as quickly asked for each of its bytes. */
const fewBytes = 24

const encoder = new TextEncoder()

/**
 * Writes the bytes of a text from one place up to another side by side. To ask a text for one byte means to find out each
 * time how it is kept, which takes longer than what a scan does with the byte.
 */
export function fillBytes(bytes: Uint8Array, text: string, from: number, to: number): void {
  const length = to - from
  const part = length === text.length ? text : text.slice(from, to)
  // whatever is not ASCII would take more bytes than one
  if (length >= fewBytes && encoder.encodeInto(part, bytes).written === length) return
  for (let place = 0; place < length; place++) bytes[place] = part.charCodeAt(place)
}

// Every runtime has it, but the language's own declarations do not.
declare class TextEncoder {
  encodeInto(text: string, bytes: Uint8Array): { readonly written: number }
}
