import { type ChildProcess, spawn } from 'node:child_process'
import { Backoff } from './backoff.js'
import { BoundedQueue, type QueueLimits } from './bounded-queue.js'
import { type LossCounter, reasonOf } from './loss-counter.js'
import type { RecordWriter } from './record-writer.js'

/** Times and limits of a program that takes records. */
export interface PipeOptions {
  readonly queue: QueueLimits
  /** Milliseconds before a program that ended is started anew: at first, and at most. */
  readonly retry: readonly [least: number, most: number]
  /** Milliseconds that closing waits for the program to take what is left. */
  readonly closeWithin: number
}

/**
 * Writes records to the standard input of a program, which is started without a shell and again when it ends. One record
 * is on its way at a time, so that a program that ended costs no more than what it had taken; the rest waits, within
 * limits.
 */
export class PipeWriter implements RecordWriter {
  readonly #command: readonly string[]
  readonly #options: PipeOptions
  readonly #losses: LossCounter
  readonly #queue: BoundedQueue
  readonly #backoff: Backoff
  #child: ChildProcess | null = null
  #timer: NodeJS.Timeout | null = null
  #isWriting = false
  #isClosing = false
  #onIdle: (() => void) | null = null

  constructor(command: readonly string[], options: PipeOptions, losses: LossCounter) {
    this.#command = command
    this.#options = options
    this.#losses = losses
    this.#queue = new BoundedQueue(options.queue)
    this.#backoff = new Backoff(...options.retry)
  }

  write(text: string): boolean {
    if (this.#isClosing || !this.#queue.push(Buffer.from(text, 'latin1'))) {
      this.#losses.add(1, this.#isClosing ? 'closed' : 'the program does not take records as fast as they come')
      return false
    }
    this.#pump()
    return true
  }

  reopen(): void {}

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
    await this.#end()
  }

  /** Lets the program read to the end, and ends it when it does not. */
  async #end(): Promise<void> {
    const child = this.#child
    if (child === null) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => child.kill('SIGTERM'), this.#options.closeWithin)
      const last = setTimeout(resolve, this.#options.closeWithin * 2)
      child.once('exit', () => {
        clearTimeout(timer)
        clearTimeout(last)
        resolve()
      })
      child.stdin?.end()
    })
  }

  #pump(): void {
    if (this.#isWriting || this.#timer !== null) return
    const [item] = this.#queue.peek(1, 0)
    if (item === undefined) {
      this.#onIdle?.()
      return
    }
    const child = this.#child ?? this.#start()
    if (child === null) return
    this.#isWriting = true
    child.stdin!.write(item, (error) => {
      if (child !== this.#child) return
      this.#isWriting = false
      if (error != null) return this.#fail(reasonOf(error))
      this.#queue.drop(1)
      this.#backoff.reset()
      this.#pump()
    })
  }

  #start(): ChildProcess | null {
    const [program = '', ...words] = this.#command
    try {
      const child = spawn(program, words, { stdio: ['pipe', 'ignore', 'ignore'] })
      this.#child = child
      child.once('error', (error) => this.#ended(child, reasonOf(error)))
      child.once('exit', (code, signal) => this.#ended(child, `the program ended (${signal ?? code})`))
      // A write that fails tells so itself.
      child.stdin?.on('error', () => {})
      child.unref()
      return child
    } catch (error) {
      this.#fail(reasonOf(error))
      return null
    }
  }

  #ended(child: ChildProcess, reason: string): void {
    if (child !== this.#child) return
    this.#isWriting = false
    this.#fail(reason)
  }

  #fail(reason: string): void {
    this.#child = null
    if (this.#isClosing && this.#queue.length === 0) return
    this.#losses.warn(reason)
    if (this.#timer !== null) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#pump()
    }, this.#backoff.next())
    this.#timer.unref()
  }
}
