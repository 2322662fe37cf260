import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

/**
 * Undoes a content encoding piece by piece, at the reader's pace: a small response that would grow without end grows no
 * faster than it is looked at.
 */
export class DecodedChunks {
  readonly #transform: Transform
  #isBroken = false
  #hasEnded = false
  #wake: (() => void) | null = null

  /** Null for no encoding, and for one that Node cannot undo. */
  static open(encoding: unknown): DecodedChunks | null {
    const codings = String(encoding ?? '')
      .split(',')
      .map((coding) => coding.trim().toLowerCase())
      .filter((coding) => coding !== '' && coding !== 'identity')
    if (codings.length !== 1) return null
    const coding = codings[0]
    if (coding === 'gzip' || coding === 'x-gzip') return new DecodedChunks(createGunzip())
    if (coding === 'br') return new DecodedChunks(createBrotliDecompress())
    return coding === 'deflate' ? new DecodedChunks(createInflate()) : null
  }

  private constructor(transform: Transform) {
    this.#transform = transform
    const wake = () => {
      const waiting = this.#wake
      this.#wake = null
      waiting?.()
    }
    transform.on('readable', wake)
    transform.on('end', () => {
      this.#hasEnded = true
      wake()
    })
    transform.on('error', () => {
      this.#isBroken = true
      wake()
    })
  }

  /** What a piece comes to. Nothing more after an error: what a client can read has been seen. */
  push(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
    return this.#through((done) => this.#transform.write(chunk, done))
  }

  end(): AsyncGenerator<Uint8Array> {
    return this.#through((done) => this.#transform.end(done))
  }

  /** Nothing more can come, whatever is pushed: the encoded bytes have ended, or are broken. */
  get isOver(): boolean {
    return this.#hasEnded || this.#isBroken
  }

  close(): void {
    this.#isBroken = true
    this.#transform.destroy()
  }

  async *#through(send: (done: () => void) => void): AsyncGenerator<Uint8Array> {
    if (this.isOver) return
    let isDone = false
    send(() => {
      isDone = true
      const waiting = this.#wake
      this.#wake = null
      waiting?.()
    })
    for (;;) {
      const piece = this.#transform.read() as Uint8Array | null
      if (piece !== null) yield piece
      else if (isDone || this.isOver) return
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
    }
  }
}
