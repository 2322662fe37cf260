import type { Member, WritableCollection } from '@secrule/program'

const none: readonly Member[] = []

/** Members with one value a name: TX and its kin. Names compare without case and are kept as first written. */
export class NamedCollection implements WritableCollection {
  /** Each member is in a list of its own, so that `named` makes none: it stays the same until the member changes. */
  readonly #members = new Map<string, readonly [Member]>()
  readonly #onChange: (() => void) | null
  #all: readonly Member[] | null = null

  /** `onChange` is called after every write, for collections that others hold copies of. */
  constructor(onChange: (() => void) | null = null) {
    this.#onChange = onChange
  }

  all(): readonly Member[] {
    this.#all ??= Array.from(this.#members.values(), ([member]) => member)
    return this.#all
  }

  named(lowerKey: string): readonly Member[] {
    return this.#members.get(lowerKey) ?? none
  }

  get(lowerKey: string): string | null {
    return this.#members.get(lowerKey)?.[0].value ?? null
  }

  set(name: string, value: string): void {
    const lowerKey = name.toLowerCase()
    const there = this.#members.get(lowerKey)
    this.#members.set(lowerKey, [{ key: there === undefined ? name : there[0].key, value }])
    this.#all = null
    if (this.#onChange !== null) this.#onChange()
  }

  delete(lowerKey: string): void {
    if (!this.#members.delete(lowerKey)) return
    this.#all = null
    if (this.#onChange !== null) this.#onChange()
  }
}
