/** How much a sink keeps while its other end does not take it. */
export interface QueueLimits {
  readonly records: number
  readonly bytes: number
}

/** What waits to be sent, oldest first. */
export class BoundedQueue {
  readonly #limits: QueueLimits
  #items: Buffer[] = []
  #start = 0
  #bytes = 0

  constructor(limits: QueueLimits) {
    this.#limits = limits
  }

  get length(): number {
    return this.#items.length - this.#start
  }

  /** False, and nothing is kept, when there is no room. */
  push(item: Buffer): boolean {
    if (this.length >= this.#limits.records || this.#bytes + item.length > this.#limits.bytes) return false
    this.#items.push(item)
    this.#bytes += item.length
    return true
  }

  /** The oldest items that together have at most so many bytes (one at least), left in the queue until `drop`. */
  peek(records: number, bytes: number): Buffer[] {
    const items: Buffer[] = []
    let size = 0
    for (let at = this.#start; at < this.#items.length && items.length < records; at++) {
      const item = this.#items[at]!
      size += item.length
      if (items.length > 0 && size > bytes) break
      items.push(item)
    }
    return items
  }

  /** Takes the oldest items out. */
  drop(count: number): void {
    for (let i = 0; i < count; i++) this.#bytes -= this.#items[this.#start + i]?.length ?? 0
    this.#start += Math.min(count, this.length)
    if (this.#start > 1024 && this.#start * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#start)
      this.#start = 0
    }
  }
}
