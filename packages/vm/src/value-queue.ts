/** Values that wait for something, by number, in the order in which they came, each with the visit of that time. */
export class ValueQueue {
  readonly #values: number[] = []
  readonly #visits: number[] = []
  #first = 0

  push(value: number, visit: number): void {
    this.#values.push(value)
    this.#visits.push(visit)
  }

  /** Takes out the first one if it came before a visit; otherwise -1. */
  shift(visit: number): number {
    if (this.#first === this.#values.length || this.#visits[this.#first]! >= visit) return -1
    const value = this.#values[this.#first++]!
    if (this.#first === this.#values.length) this.clear()
    return value
  }

  clear(): void {
    this.#values.length = 0
    this.#visits.length = 0
    this.#first = 0
  }
}
