import type { Readable } from 'node:stream'

/** What comes next from a body. */
export type BodyEvent =
  | { readonly kind: 'chunk'; readonly chunk: Uint8Array }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly reason: BodyFailure }

/** Why a body broke off. */
export type BodyFailure = 'closed' | 'timeout' | 'malformed' | 'too large'

/** Bounds of a body. 0 is none. */
export interface BodyBounds {
  readonly idle: number
  readonly bytes: number
  /** Called before the first byte is waited for: the moment for `100 Continue`. */
  onFirstRead?(): void
}

/**
 * A body to be read piece by piece, at the reader's pace; the stream behind it is never ahead of the reader by more than
 * its own small buffer. Errors are events, nothing rejects. One reader at a time.
 */
export class BodySource {
  /** Bytes delivered so far. */
  bytes = 0
  private isEnded = false
  private failure: BodyFailure | null = null
  private isAttached = false
  private waiting: ((event: BodyEvent) => void) | null = null
  private timer: NodeJS.Timeout | null = null
  private readonly stream: Readable
  private readonly bounds: BodyBounds

  constructor(stream: Readable, bounds: BodyBounds) {
    this.stream = stream
    this.bounds = bounds
    stream.on('error', this.onError)
    stream.on('close', this.onClose)
  }

  get hasEnded(): boolean {
    return this.isEnded
  }

  next(): Promise<BodyEvent> {
    if (!this.isAttached) {
      this.isAttached = true
      this.bounds.onFirstRead?.()
      this.stream.on('readable', this.wake)
      this.stream.on('end', this.onEnd)
    }
    const ready = this.take()
    if (ready !== null) return Promise.resolve(ready)
    return new Promise((resolve) => {
      this.waiting = resolve
      if (this.bounds.idle > 0) this.timer = setTimeout(() => this.fail('timeout'), this.bounds.idle)
    })
  }

  /** Ends the body from outside, for instance because the parser found its framing broken. */
  fail(reason: BodyFailure): void {
    if (this.isEnded || this.failure !== null) return
    this.failure = reason
    this.wake()
  }

  /** Gives the stream back, and lets the rest of it run dry: nobody reads from here any more. */
  release(): void {
    this.stream.off('readable', this.wake)
    this.stream.off('end', this.onEnd)
    this.stream.off('close', this.onClose)
    this.fail('closed')
    if (!this.stream.readableEnded) this.stream.resume()
  }

  private take(): BodyEvent | null {
    if (this.failure !== null) return { kind: 'failed', reason: this.failure }
    const chunk = this.stream.read() as Uint8Array | null
    if (chunk !== null) {
      this.bytes += chunk.length
      if (this.bounds.bytes > 0 && this.bytes > this.bounds.bytes) {
        this.failure = 'too large'
        return { kind: 'failed', reason: this.failure }
      }
      return { kind: 'chunk', chunk }
    }
    if (this.stream.readableEnded) this.isEnded = true
    if (this.isEnded) return { kind: 'end' }
    if (this.stream.destroyed) this.failure = 'closed'
    return this.failure === null ? null : { kind: 'failed', reason: this.failure }
  }

  private readonly wake = (): void => {
    if (this.waiting === null) return
    const event = this.take()
    if (event === null) return
    const resolve = this.waiting
    this.waiting = null
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
    resolve(event)
  }

  private readonly onEnd = (): void => {
    this.isEnded = true
    this.wake()
  }

  private readonly onError = (error: NodeJS.ErrnoException): void => {
    this.fail(error.code?.startsWith('HPE_') || error.code?.startsWith('Z_') ? 'malformed' : 'closed')
  }

  private readonly onClose = (): void => this.fail('closed')
}
