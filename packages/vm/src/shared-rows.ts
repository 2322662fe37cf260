import type { MemberGroup } from './member-group.js'
import type { RowSet } from './row-set.js'

/** What phases know of a target that transactions share: its group and the number of its row. */
export class SharedRows {
  /** That of the table of values in which the target has its number. */
  readonly token: object
  #set: RowSet | null = null
  // of phase 1 and on; -1 when it is not known. In fields of its own: it is asked for so often that every place in
  // memory counts
  #first = -1
  #second = -1
  #third = -1
  #fourth = -1
  #fifth = -1
  readonly #groups: (MemberGroup | null)[] = [null, null, null, null, null, null]

  /** It came since another target last wanted its place. */
  isUsed = true

  constructor(token: object) {
    this.token = token
  }

  /** Another target wants its place: it may have it the next time unless this one comes again. */
  keepsPlace(token: object): boolean {
    const keeps = this.isUsed && this.token === token
    this.isUsed = false
    return keeps
  }

  /** The number of the row among those of `set`, or -1. */
  numberIn(set: RowSet, phase: number): number {
    if (this.#set !== set) return -1
    switch (phase) {
      case 1:
        return this.#first
      case 2:
        return this.#second
      case 3:
        return this.#third
      case 4:
        return this.#fourth
      case 5:
        return this.#fifth
      default:
        return -1
    }
  }

  /** The group, where the number of the row is known. */
  groupIn(phase: number): MemberGroup {
    return this.#groups[phase]!
  }

  note(set: RowSet, phase: number, number: number, group: MemberGroup): void {
    if (this.#set !== set) {
      this.#set = set
      this.#first = -1
      this.#second = -1
      this.#third = -1
      this.#fourth = -1
      this.#fifth = -1
    }
    if (phase === 1) this.#first = number
    else if (phase === 2) this.#second = number
    else if (phase === 3) this.#third = number
    else if (phase === 4) this.#fourth = number
    else if (phase === 5) this.#fifth = number
    this.#groups[phase] = group
  }
}
