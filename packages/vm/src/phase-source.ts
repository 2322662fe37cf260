import { ownText } from '@secrule/stdlib'
import type { CollectedValues } from './collected-values.js'
import { MemberGroup } from './member-group.js'
import { type Look, PhaseItem } from './phase-item.js'
import type { LinkedItem } from './selection.js'
import type { Target } from './target.js'

/** Keys of which it is kept which group they are in: they are mostly the same from one transaction to the next. */
const keptKeys = 4096
const longestKept = 64

/**
 * Where one phase gets values from that conditions look at: a variable, whose members fall into groups by the entries of variable lists
 * that pick them; or an entry whose values are no members, as a count.
 */
export class PhaseSource {
  /** Its place among the sources of the phase. */
  readonly place: number
  readonly #first: LinkedItem
  readonly #items: PhaseItem[] = []
  readonly #nextNumber: () => number
  readonly #operatorWords: number
  /** All entries pick all members, or its values are none. */
  #takesAll = true
  #isUsed = false
  /** The one group, when all entries pick all members. */
  #only: MemberGroup | null = null
  readonly #groups = new Map<string, MemberGroup>()
  readonly #ofKeys = new Map<string, MemberGroup>()

  /** For an entry, and others of the same variable. */
  constructor(place: number, first: LinkedItem, nextNumber: () => number, operatorWords: number) {
    this.place = place
    this.#first = first
    this.#nextNumber = nextNumber
    this.#operatorWords = operatorWords
  }

  /** Some condition looks at it. */
  get isUsed(): boolean {
    return this.#isUsed
  }

  itemFor(item: LinkedItem): PhaseItem {
    const phaseItem = new PhaseItem(item, this, this.#items.length)
    this.#items.push(phaseItem)
    if (item.picksMembers && !item.picksAll) this.#takesAll = false
    return phaseItem
  }

  add(item: PhaseItem, look: Look): void {
    this.#isUsed = true
    for (const group of this.#groups.values()) if (group.isPickedBy(item)) group.add(look)
  }

  targets(collected: CollectedValues): readonly Target[] {
    return this.#first.picksMembers ? collected.ofVariable(this.#first.variable) : collected.ofItem(this.#first)
  }

  groupOf(key: string): MemberGroup {
    return this.#only ?? this.#ofKeys.get(key) ?? this.#find(key)
  }

  #find(key: string): MemberGroup {
    const takesAll = this.#takesAll
    const picking = takesAll ? this.#items : this.#items.filter(({ item }) => item.picks(key))
    const id = picking.map(({ place }) => place).join()
    let group = this.#groups.get(id)
    if (group === undefined) {
      group = new MemberGroup(this.#nextNumber(), picking, this.#operatorWords)
      this.#groups.set(id, group)
    }
    if (takesAll) this.#only = group
    else if (key.length <= longestKept) {
      if (this.#ofKeys.size >= keptKeys) this.#ofKeys.clear()
      // a text of its own: it may be a part of a larger one, which it would keep in memory
      this.#ofKeys.set(ownText(key), group)
    }
    return group
  }
}
