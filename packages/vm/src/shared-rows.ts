import type { MemberGroup } from './member-group.js'
import type { RowSet } from './row-set.js'

/** What phases know of a target that transactions share: its group and the number of its row. */
export class SharedRows {
  /** That of the table of values in which the target has its number. */
  readonly token: object
  #set: RowSet | null = null
  /** By phase; -1 when it is not known. */
  readonly #numbers: number[] = []
  readonly #groups: (MemberGroup | null)[] = []

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
    return this.#set === set && phase < this.#numbers.length ? this.#numbers[phase]! : -1
  }

  /** The group, where the number of the row is known. */
  groupIn(phase: number): MemberGroup {
    return this.#groups[phase]!
  }

  note(set: RowSet, phase: number, number: number, group: MemberGroup): void {
    if (this.#set !== set) this.#numbers.fill(-1)
    this.#set = set
    while (this.#numbers.length <= phase) {
      this.#numbers.push(-1)
      this.#groups.push(null)
    }
    this.#numbers[phase] = number
    this.#groups[phase] = group
  }
}
