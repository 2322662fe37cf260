import type { Dialect, Member, WritableCollection } from '@secrule/program'

const none: readonly Member[] = []
const groupNames = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']

/** Members with one value a name: TX and its kin. Names compare without case and are kept as first written. */
export class NamedCollection implements WritableCollection {
  /** Each member is in a list of its own, so that `named` makes none: it stays the same until the member changes. */
  #members = new Map<string, readonly [Member]>()
  readonly #onChange: (() => void) | null
  #all: readonly Member[] | null = null
  /** Changes with every write. */
  version = 0
  /** Members with names of one digit are below this one. */
  #groups = 0

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
    if (lowerKey.length === 1 && lowerKey >= '0' && lowerKey <= '9')
      this.#groups = Math.max(this.#groups, +lowerKey + 1)
    const there = this.#members.get(lowerKey)
    this.#members.set(lowerKey, [{ key: there === undefined ? name : there[0].key, value }])
    this.#changed()
  }

  delete(lowerKey: string): void {
    if (!this.#members.delete(lowerKey)) return
    this.#changed()
  }

  /** Whether both hold the same members with the same values. */
  equals(other: NamedCollection): boolean {
    if (this.#members.size !== other.#members.size) return false
    for (const [lowerKey, [{ key, value }]] of this.#members) {
      const there = other.#members.get(lowerKey)
      if (there === undefined || there[0].value !== value || there[0].key !== key) return false
    }
    return true
  }

  /** Takes over what another one holds now. */
  copy(other: NamedCollection): void {
    this.#members = new Map(other.#members)
    this.#groups = other.#groups
    this.#changed()
  }

  clone(): NamedCollection {
    const clone = new NamedCollection()
    clone.copy(this)
    return clone
  }

  /**
   * TX:0 and on are the groups of a match now: those that took no part are empty, what else was there goes, unless the
   * dialect leaves it.
   */
  setGroups(groups: readonly (string | undefined)[], captures: Dialect['captures']): void {
    if (captures !== 'fresh') {
      groups.slice(0, captures === 'ten' ? 9 : groups.length).forEach((text, group) => {
        this.#setGroup(group, text)
      })
      return
    }
    for (let group = groups.length; group < this.#groups; group++) this.delete(groupNames[group]!)
    this.#groups = Math.min(groups.length, groupNames.length)
    for (let group = 0; group < groups.length; group++) {
      this.#setGroup(group, groups[group])
    }
  }

  #setGroup(group: number, text = ''): void {
    this.set(groupNames[group] ?? String(group), text)
  }

  #changed(): void {
    this.#all = null
    this.version++
    if (this.#onChange !== null) this.#onChange()
  }
}
