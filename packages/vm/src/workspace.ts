import type { LinkedProgram } from './linked-program.js'
import type { Target } from './target.js'
import { ValueTable } from './value.js'

/** The memory that one transaction works in, used again by later ones. */
export class Workspace {
  readonly values: ValueTable
  readonly #linked: LinkedProgram
  /** For each match group, what the prefilter keeps of its values together; valid where `isReady` says so. */
  readonly #kept: Int32Array
  readonly #isReady: Uint8Array

  constructor(linked: LinkedProgram) {
    this.#linked = linked
    this.values = new ValueTable(linked.chains.length, linked.prefilter)
    this.#kept = new Int32Array(linked.groups.all.length * linked.prefilter.words)
    this.#isReady = new Uint8Array(linked.groups.all.length)
  }

  /** The values of variables may have changed. */
  forgetGroups(): void {
    this.#isReady.fill(0)
  }

  /** Whether an operator can match any value of a group. `collect` gives the group's values when they are first needed. */
  groupCanMatch(group: number, bit: number, collect: (selection: number) => readonly Target[]): boolean {
    const { words } = this.#linked.prefilter
    const at = group * words
    if (this.#isReady[group] === 0) {
      this.#isReady[group] = 1
      this.#kept.fill(0, at, at + words)
      const { selection, chain } = this.#linked.groups.all[group]!
      const linkedChain = this.#linked.chains[chain]!
      for (const target of collect(selection)) {
        this.values.joinKept(this.values.after(target.value, linkedChain), this.#kept, at)
      }
    }
    return this.#linked.prefilter.canMatch(bit, this.#kept, at)
  }

  /** Ready for the next transaction; false when it grew too large to be kept. */
  clear(): boolean {
    this.forgetGroups()
    return this.values.clear()
  }
}
