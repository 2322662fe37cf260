import type { Member } from '@secrule/program'
import { lowerCase } from '@secrule/stdlib'
import type { KnownMembers } from './named-collection.js'

/** Longer values are not kept to be compared with. */
const longestValue = 2048

/** A member of TX in its list; null where there is none, or none any more. */
export interface TxEntry {
  readonly lowerKey: string
  readonly list: readonly [Member] | null
}

/** The members whose names pass a test. */
export interface TxPattern {
  readonly test: (key: string) => boolean
  readonly known: KnownMembers
  readonly members: readonly Member[]
}

/** What rules read of TX, as it was before them, and what they write to it. */
export class TxJournal {
  readonly reads: TxEntry[] = []
  readonly patterns: TxPattern[] = []
  readonly writes: TxEntry[] = []
  /** How many groups of a match there were, where that was asked. */
  groups = -1
  readonly #before = new Map<string, readonly [Member] | null>()
  readonly #written = new Set<string>()
  readonly #refuse: () => void

  /** `refuse` is called when something is read that cannot be told of. */
  constructor(refuse: () => void) {
    this.#refuse = refuse
  }

  noteRead(lowerKey: string, list: readonly [Member] | undefined): void {
    if (this.#before.has(lowerKey)) return
    if (list !== undefined && list[0].value.length > longestValue) this.#refuse()
    this.#before.set(lowerKey, list ?? null)
    this.reads.push({ lowerKey, list: list ?? null })
  }

  /** Every write is behind a read of the same name. */
  noteWrite(lowerKey: string, list: readonly [Member] | null): void {
    if (list !== null && list[0].value.length > longestValue) this.#refuse()
    this.#written.add(lowerKey)
    this.writes.push({ lowerKey, list })
  }

  noteGroups(groups: number): void {
    if (this.groups < 0) this.groups = groups
  }

  /** `members` are those that pass now; before the rules there were fewer, or others. */
  notePattern(test: (key: string) => boolean, known: KnownMembers, members: readonly Member[]): void {
    if (this.writes.some(({ lowerKey, list }) => list === null && test(lowerKey))) this.#refuse()
    const before: Member[] = []
    for (const member of members) {
      const lowerKey = lowerCase(member.key)
      if (!this.#written.has(lowerKey)) before.push(member)
      else {
        const list = this.#before.get(lowerKey) ?? null
        if (list !== null) before.push(list[0])
      }
    }
    if (before.some(({ value }) => value.length > longestValue)) this.#refuse()
    this.patterns.push({ test, known, members: before })
  }

  /** All members were read. */
  noteAll(): void {
    this.#refuse()
  }
}
