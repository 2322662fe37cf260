import type { Member } from '@secrule/program'
import { lowerCase, ownText } from '@secrule/stdlib'

/** Names besides those of the rules that are kept, the longest of them, and the longest values. */
const keptNames = 1024
const longestName = 128
const longestValue = 256

/** A name of TX as it was written once. */
export class TxName {
  /** In lower case: the one string for all that write it so, which look-ups find fastest. */
  readonly lowerKey: string
  /** Somebody wants to be told when it is written. */
  isWatched: boolean
  #last: readonly [Member] | null = null

  constructor(lowerKey: string, isWatched: boolean) {
    this.lowerKey = lowerKey
    this.isWatched = isWatched
  }

  /**
   * The member in its list. The one that was made last is given again: rules write mostly what they wrote in the
   * transaction before, and who knows the list knows the value.
   */
  list(key: string, value: string): readonly [Member] {
    const last = this.#last
    if (last !== null && last[0].value === value && last[0].key === key) return last
    if (value.length > longestValue) return [{ key, value }]
    const list: readonly [Member] = [{ key: ownText(key), value: ownText(value) }]
    this.#last = list
    return list
  }
}

/** The names of TX that the rules of a Program write and read, and those that they make of what traffic holds. */
export class TxNames {
  readonly #watched = new Set<string>()
  readonly #ofRules = new Map<string, TxName>()
  #names = new Map<string, TxName>()

  /** Somebody wants to be told when a name is written. */
  watch(lowerKey: string): void {
    this.#watched.add(lowerKey)
    this.ofRule(lowerKey)
    this.#names.get(lowerKey)!.isWatched = true
  }

  isWatched(lowerKey: string): boolean {
    return this.#watched.has(lowerKey)
  }

  /** The string that stands for a name in lower case which the rules themselves hold. */
  ofRule(lowerKey: string): string {
    const known = this.#ofRules.get(lowerKey)
    if (known !== undefined) return known.lowerKey
    const name = new TxName(ownText(lowerKey), this.#watched.has(lowerKey))
    this.#ofRules.set(name.lowerKey, name)
    this.#names.set(name.lowerKey, name)
    return name.lowerKey
  }

  /** What is known of a name as written; null of one that is too long to be kept. */
  of(name: string): TxName | null {
    return this.#names.get(name) ?? this.#newName(name)
  }

  #newName(name: string): TxName | null {
    if (name.length > longestName) return null
    const own = ownText(name)
    const lowerKey = lowerCase(own)
    const lower = lowerKey === own ? own : (this.of(lowerKey)?.lowerKey ?? lowerKey)
    if (this.#names.size >= keptNames + this.#ofRules.size) this.#names = new Map(this.#ofRules)
    const made = new TxName(lower, this.#watched.has(lower))
    this.#names.set(own, made)
    return made
  }
}
