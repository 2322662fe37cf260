/** What an application did to a response while it was held back. */
export type Operation =
  | { readonly kind: 'chunk'; readonly chunk: Uint8Array; readonly callback: ((error?: Error | null) => void) | null }
  | { readonly kind: 'end' }

/** Bytes that wait for the engine before the application is asked to wait too. */
const highWater = 65_536

/** What was written and not yet looked at, in order. One reader. */
export class OperationQueue {
  #operations: Operation[] = []
  #bytes = 0
  #isAwaited = false
  #isClosed = false
  #wake: (() => void) | null = null
  readonly #emitDrain: () => void

  constructor(emitDrain: () => void) {
    this.#emitDrain = emitDrain
  }

  /** False when the writer should wait for `drain`. */
  push(operation: Operation): boolean {
    this.#operations.push(operation)
    if (operation.kind === 'chunk') this.#bytes += operation.chunk.length
    this.#rouse()
    if (this.#bytes < highWater) return true
    this.#isAwaited = true
    return false
  }

  /** The next operation; null when the connection is gone. */
  async next(): Promise<Operation | null> {
    while (this.#operations.length === 0 && !this.#isClosed) {
      this.drain()
      // Whoever was told may have written at once.
      if (this.#operations.length > 0) break
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    if (this.#isClosed) return null
    const operation = this.#operations.shift() as Operation
    if (operation.kind === 'chunk') this.#bytes -= operation.chunk.length
    return operation
  }

  /** Everything that waits, for one who looks no further. */
  take(): Operation[] {
    this.#bytes = 0
    return this.#operations.splice(0)
  }

  /** Lets a writer that waits go on. */
  drain(): void {
    if (!this.#isAwaited) return
    this.#isAwaited = false
    this.#emitDrain()
  }

  close(): void {
    this.#isClosed = true
    this.#operations = []
    this.#rouse()
  }

  #rouse(): void {
    const wake = this.#wake
    this.#wake = null
    wake?.()
  }
}
