/** Transitions of the states that have no row of their own: an open hash table from state and class to state. */
export class EdgeTable {
  private readonly keys: Float64Array
  private readonly targets: Int32Array
  private readonly mask: number

  constructor(count: number) {
    let size = 16
    while (size < count * 2) size *= 2
    this.keys = new Float64Array(size).fill(-1)
    this.targets = new Int32Array(size)
    this.mask = size - 1
  }

  set(state: number, cls: number, target: number): void {
    const key = state * 256 + cls
    let slot = this.slot(state, cls)
    while (this.keys[slot] !== -1) slot = (slot + 1) & this.mask
    this.keys[slot] = key
    this.targets[slot] = target
  }

  /** The target, or -1. */
  get(state: number, cls: number): number {
    const key = state * 256 + cls
    for (let slot = this.slot(state, cls); ; slot = (slot + 1) & this.mask) {
      if (this.keys[slot] === key) return this.targets[slot]!
      if (this.keys[slot] === -1) return -1
    }
  }

  private slot(state: number, cls: number): number {
    const mixed = Math.imul(state, 0x9e3779b1) ^ Math.imul(cls, 0x85ebca6b)
    return (mixed ^ (mixed >>> 15)) & this.mask
  }
}
