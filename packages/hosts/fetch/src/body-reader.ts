/** A body, read piece by piece, whose rest can be handed on. */
export class BodyReader {
  hasEnded = false
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader()
  }

  /** The next piece; null at the end. Rejects when the body breaks off. */
  async next(): Promise<Uint8Array | null> {
    const { done, value } = await this.#reader.read()
    if (done) this.hasEnded = true
    return value ?? null
  }

  /** `first`, then everything that has not been read, at the pace of whoever takes it. */
  continued(first: readonly Uint8Array[]): ReadableStream<Uint8Array> {
    const held = [...first]
    return new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const chunk = held.shift() ?? (this.hasEnded ? null : await this.next())
        if (chunk === null) controller.close()
        else controller.enqueue(chunk)
      },
      cancel: (reason) => this.cancel(reason),
    })
  }

  async cancel(reason?: unknown): Promise<void> {
    await this.#reader.cancel(reason).catch(() => {})
  }
}

/** All pieces as one. */
export async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    parts.push(chunk)
    length += chunk.length
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
