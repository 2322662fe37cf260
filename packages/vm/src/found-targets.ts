import type { PhaseItem } from './phase-item.js'
import type { PhasePlan } from './phase-plan.js'
import type { Target } from './target.js'

const none: readonly Target[] = []

/** More values of one condition, with the entries of variable lists that they came from. */
interface Found {
  readonly targets: Target[]
  readonly items: PhaseItem[]
}

/** For each condition of a phase the values for which it may hold: mostly none, then one. */
export class FoundTargets {
  readonly #first: (Target | undefined)[] = []
  readonly #firstItem: (PhaseItem | undefined)[] = []
  readonly #more: (Found | undefined)[] = []
  readonly #used: number[] = []
  /** Places of which nothing is told. */
  readonly #open: Int32Array

  constructor(words: number) {
    this.#open = new Int32Array(words)
  }

  /** Of these places nothing will be told. */
  begin(open: Int32Array): void {
    this.#open.set(open)
  }

  clear(): void {
    for (const place of this.#used) {
      this.#first[place] = undefined
      this.#firstItem[place] = undefined
      this.#more[place] = undefined
    }
    this.#used.length = 0
  }

  /** A value may do for conditions: those of a word of places. */
  add(word: number, places: number, target: Target, item: PhaseItem): void {
    for (let left = places & ~this.#open[word]!; left !== 0; left &= left - 1) {
      const place = (word << 5) + 31 - Math.clz32(left & -left)
      const first = this.#first[place]
      const more = this.#more[place]
      if (first === undefined) {
        this.#first[place] = target
        this.#firstItem[place] = item
        this.#used.push(place)
      } else if (more === undefined) {
        this.#more[place] = { targets: [first, target], items: [this.#firstItem[place]!, item] }
      } else {
        more.targets.push(target)
        more.items.push(item)
      }
    }
  }

  /** The values of a condition in the order of its variable list; null when nothing is told of it. */
  at(place: number, plan: PhasePlan): readonly Target[] | null {
    if ((this.#open[place >>> 5]! & (1 << (place & 31))) !== 0) return null
    const first = this.#first[place]
    if (first === undefined) return none
    const more = this.#more[place]
    if (more === undefined) return [first]
    const { targets, items } = more
    if (isInOrder(place, items, plan)) return targets
    const ranks = items.map((item) => plan.rankOf(place, item))
    return [...ranks.keys()].sort((a, b) => ranks[a]! - ranks[b]!).map((i) => targets[i]!)
  }
}

function isInOrder(place: number, items: readonly PhaseItem[], plan: PhasePlan): boolean {
  let last = -1
  for (let i = 0; i < items.length; i++) {
    if (i > 0 && items[i] === items[i - 1]) continue
    const rank = plan.rankOf(place, items[i]!)
    if (rank < last) return false
    last = rank
  }
  return true
}
