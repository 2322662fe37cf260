import { connect, type NetConnectOpts, type Socket } from 'node:net'
import { Backoff } from './backoff.js'
import { BoundedQueue } from './bounded-queue.js'
import { type LossCounter, reasonOf } from './loss-counter.js'
import type { RecordWriter } from './record-writer.js'
import type { FullSinkOptions } from './sink-options.js'

/** Where a stream goes: a TCP port or a unix socket. */
export type StreamTarget = { readonly host: string; readonly port: number } | { readonly path: string }

/**
 * Syslog messages over a connection, each behind its length in bytes. One is on its way at a time; when the connection breaks
 * it is sent again over the next one. What waits is bounded; what the other end had taken but not read nobody can count.
 */
export class StreamWriter implements RecordWriter {
  readonly #target: StreamTarget
  readonly #options: FullSinkOptions
  readonly #losses: LossCounter
  readonly #queue: BoundedQueue
  readonly #backoff: Backoff
  #socket: Socket | null = null
  #isReady = false
  #isWriting = false
  #isClosing = false
  #timer: NodeJS.Timeout | null = null
  #onIdle: (() => void) | null = null
  /** Called when the path turns out to be a datagram socket, with the messages that wait. */
  onDatagramSocket: ((waiting: readonly string[]) => void) | null = null

  constructor(target: StreamTarget, options: FullSinkOptions, losses: LossCounter) {
    this.#target = target
    this.#options = options
    this.#losses = losses
    this.#queue = new BoundedQueue(options.queue)
    this.#backoff = new Backoff(...options.retry)
  }

  write(text: string): boolean {
    const bytes = Buffer.from(text, 'latin1')
    const frame = Buffer.concat([Buffer.from(`${bytes.length} `), bytes])
    if (this.#isClosing || !this.#queue.push(frame)) {
      this.#losses.add(1, this.#isClosing ? 'closed' : 'the server does not take records as fast as they come')
      return false
    }
    this.#pump()
    return true
  }

  reopen(): void {
    this.#socket?.end()
  }

  async close(): Promise<void> {
    this.#isClosing = true
    if (this.#queue.length > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.#options.closeWithin)
        this.#onIdle = () => {
          clearTimeout(timer)
          resolve()
        }
        this.#pump()
      })
    }
    if (this.#timer !== null) clearTimeout(this.#timer)
    const left = this.#queue.length
    if (left > 0) this.#losses.add(left, 'closing')
    this.#losses.settle('closing')
    const socket = this.#socket
    this.#socket = null
    if (socket === null) return
    if (left > 0) socket.destroy()
    else await new Promise<void>((resolve) => socket.end(() => resolve()))
    socket.destroy()
  }

  #pump(): void {
    if (this.#isWriting || this.#timer !== null) return
    const [frame] = this.#queue.peek(1, 0)
    if (frame === undefined) {
      this.#onIdle?.()
      return
    }
    if (this.#socket === null) this.#connect()
    const socket = this.#socket
    if (socket === null || !this.#isReady) return
    this.#isWriting = true
    socket.write(frame, (error) => {
      // A broken connection has been told of already, and its record waits for the next one.
      if (socket !== this.#socket || error != null) return
      this.#isWriting = false
      this.#queue.drop(1)
      this.#backoff.reset()
      this.#pump()
    })
  }

  #connect(): void {
    const socket = connect({ ...this.#target } as NetConnectOpts)
    this.#socket = socket
    this.#isReady = false
    let reason = 'the connection was closed'
    socket.setTimeout(this.#options.timeout, () => {
      if (!this.#isReady) socket.destroy(new Error('the server does not answer'))
    })
    socket.on('connect', () => {
      this.#isReady = true
      this.#pump()
    })
    socket.on('error', (error) => {
      reason = reasonOf(error)
      if ((error as { code?: string }).code === 'EPROTOTYPE') this.#handOver()
    })
    socket.on('close', () => this.#broken(socket, reason))
    // Nothing is expected from the other end, but it must be read to notice that it closes.
    socket.resume()
    socket.unref()
  }

  #handOver(): void {
    if (this.onDatagramSocket === null) return
    this.#socket = null
    const frames = this.#queue.peek(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)
    this.#queue.drop(frames.length)
    this.onDatagramSocket(frames.map((frame) => frame.toString('latin1').replace(/^\d+ /, '')))
  }

  #broken(socket: Socket, reason: string): void {
    if (socket !== this.#socket) return
    this.#socket = null
    this.#isWriting = false
    if (this.#queue.length === 0) return
    this.#losses.warn(reason)
    if (this.#timer !== null) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#pump()
    }, this.#backoff.next())
    this.#timer.unref()
  }
}
