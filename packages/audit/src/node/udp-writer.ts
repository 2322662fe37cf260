import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { type LossCounter, reasonOf } from './loss-counter.js'
import type { RecordWriter } from './record-writer.js'
import type { FullSinkOptions } from './sink-options.js'

/** What fits into one datagram, whatever the network makes of it. */
const largest = 65_000

/**
 * One datagram a record. What the network loses nobody can count; what the socket refuses, and records that are too large for a
 * datagram, are counted.
 */
export class UdpWriter implements RecordWriter {
  readonly #host: string
  readonly #port: number
  readonly #most: number
  readonly #closeWithin: number
  readonly #losses: LossCounter
  readonly #socket: Socket
  #pending = 0
  #onIdle: (() => void) | null = null

  constructor(host: string, port: number, options: FullSinkOptions, losses: LossCounter) {
    this.#host = host
    this.#port = port
    this.#most = options.queue.records
    this.#closeWithin = options.closeWithin
    this.#losses = losses
    this.#socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
    this.#socket.unref()
    // Errors of a datagram come with its callback.
    this.#socket.on('error', (error) => losses.warn(reasonOf(error)))
  }

  write(text: string): boolean {
    const bytes = Buffer.from(text, 'latin1')
    if (bytes.length > largest || this.#pending >= this.#most) {
      this.#losses.add(1, bytes.length > largest ? 'a record is too large for a datagram' : 'too many datagrams wait')
      return false
    }
    this.#pending++
    this.#socket.send(bytes, this.#port, this.#host, (error) => {
      this.#pending--
      if (error !== null) this.#losses.add(1, reasonOf(error))
      if (this.#pending === 0) this.#onIdle?.()
    })
    return true
  }

  reopen(): void {}

  async close(): Promise<void> {
    if (this.#pending > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.#closeWithin)
        this.#onIdle = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    if (this.#pending > 0) this.#losses.add(this.#pending, 'closing')
    this.#losses.settle('closing')
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()))
  }
}
