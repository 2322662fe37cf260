import type { Member, WritableCollection } from '@secrule/program'

const none: readonly Member[] = []

/** Members with one value a name: TX and its kin. Names compare without case and are kept as first written. */
export class NamedCollection implements WritableCollection {
  readonly #members = new Map<string, Member>()
  readonly #onChange: (() => void) | null
  #all: readonly Member[] | null = null

  /** `onChange` is called after every write, for collections that others hold copies of. */
  constructor(onChange: (() => void) | null = null) {
    this.#onChange = onChange
  }

  all(): readonly Member[] {
    this.#all ??= [...this.#members.values()]
    return this.#all
  }

  named(lowerKey: string): readonly Member[] {
    const member = this.#members.get(lowerKey)
    return member === undefined ? none : [member]
  }

  get(lowerKey: string): string | null {
    return this.#members.get(lowerKey)?.value ?? null
  }

  set(name: string, value: string): void {
    const key = name.toLowerCase()
    const there = this.#members.get(key)
    this.#members.set(key, { key: there?.key ?? name, value })
    this.#all = null
    this.#onChange?.()
  }

  delete(lowerKey: string): void {
    if (!this.#members.delete(lowerKey)) return
    this.#all = null
    this.#onChange?.()
  }
}
