/** Numbers from 0 on by keys from 0 on: an open hash table that is filled once, a key and its number side by side. */
export class NumberTable {
  readonly #slots: Int32Array

  /** For so many keys: a third of it stays empty. */
  constructor(keys: number) {
    let slots = 64
    while (slots * 2 < keys * 3) slots *= 2
    this.#slots = new Int32Array(slots * 2).fill(-1)
  }

  set(key: number, number: number): void {
    const slot = slotOf(this.#slots, key)
    this.#slots[slot] = key
    this.#slots[slot + 1] = number
  }

  /** The number of a key, or -1. */
  get(key: number): number {
    return this.#slots[slotOf(this.#slots, key) + 1]!
  }
}

/** Where a key stands, or the empty slot where it would. */
function slotOf(slots: Int32Array, key: number): number {
  const mask = slots.length - 2
  const mixed = Math.imul(key, 0x9e3779b1)
  let slot = ((mixed ^ (mixed >>> 15)) << 1) & mask
  while (slots[slot] !== key && slots[slot] !== -1) slot = (slot + 2) & mask
  return slot
}
