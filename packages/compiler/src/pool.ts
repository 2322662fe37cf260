/** Keeps equal things once and gives them numbers. Equality is that of the key. */
export class Pool<T> {
  readonly items: T[] = []
  readonly #numbers = new Map<string, number>()

  /** The number of the item with that key; `make` is called when it is new. */
  number(key: string, make: () => T): number {
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.items.push(make()) - 1
    this.#numbers.set(key, number)
    return number
  }
}
