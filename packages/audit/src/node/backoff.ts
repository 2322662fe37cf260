/** Waiting times that double from try to try, up to a longest one, and begin anew after a success. */
export class Backoff {
  #next: number
  readonly #least: number
  readonly #most: number

  constructor(least: number, most: number) {
    this.#least = least
    this.#most = most
    this.#next = least
  }

  /** Milliseconds to wait before the next try. */
  next(): number {
    const wait = this.#next
    this.#next = Math.min(this.#most, wait * 2)
    return wait
  }

  reset(): void {
    this.#next = this.#least
  }
}
