import { type Collection, type Member, NamedValue } from '@secrule/program'
import { lowerCase } from '@secrule/stdlib'

const none: readonly Member[] = []

/** Members in order of arrival, looked up by key without case. Filled while a message arrives, then only read. */
export class ListCollection implements Collection {
  readonly #members: Member[] = []
  #byKey: Map<string, Member[]> | null = null
  /** Of all names and values together. */
  bytes = 0

  add(key: string, value: string): void {
    this.#members.push(new NamedValue(key, value))
    this.bytes += key.length + value.length
    this.#byKey = null
  }

  get size(): number {
    return this.#members.length
  }

  all(): readonly Member[] {
    return this.#members
  }

  named(lowerKey: string): readonly Member[] {
    if (this.#byKey === null) {
      this.#byKey = new Map()
      for (const member of this.#members) {
        const key = lowerCase(member.key)
        const there = this.#byKey.get(key)
        if (there === undefined) this.#byKey.set(key, [member])
        else there.push(member)
      }
    }
    return this.#byKey.get(lowerKey) ?? none
  }

  /** The first value of a key, or null. */
  first(lowerKey: string): string | null {
    return this.named(lowerKey)[0]?.value ?? null
  }
}
