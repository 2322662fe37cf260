/** Longest line that is taken in, in bytes: a record with two bodies of the largest kind. */
const longest = 268_435_456

/** The lines of a stream as byte strings, without their ends. Throws RangeError for a line that does not fit in memory. */
export async function* byteLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let pieces: string[] = []
  let length = 0
  for await (const chunk of stream) {
    const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1')
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      pieces.push(text.slice(from, end))
      yield pieces.join('')
      pieces = []
      length = 0
      from = end + 1
    }
    pieces.push(text.slice(from))
    length += text.length - from
    if (length > longest) throw new RangeError('a line is too long')
  }
  const last = pieces.join('')
  if (last !== '') yield last
}
