import type { PhaseItem } from './phase-item.js'
import type { PhasePlan } from './phase-plan.js'
import type { Target } from './target.js'

/** The values of one condition, with the entries of variable lists that they came from. */
interface Found {
  readonly targets: Target[]
  readonly items: PhaseItem[]
}

/** For each condition of a phase the values for which it may hold: mostly none, then one. */
export class FoundTargets {
  readonly #byPlace: (Found | undefined)[] = []
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
    for (const place of this.#used) this.#byPlace[place] = undefined
    this.#used.length = 0
  }

  /** A value may do for conditions: those of a word of places. */
  add(word: number, places: number, target: Target, item: PhaseItem): void {
    for (let left = places & ~this.#open[word]!; left !== 0; left &= left - 1) {
      const place = (word << 5) + 31 - Math.clz32(left & -left)
      const found = this.#byPlace[place]
      if (found === undefined) {
        this.#byPlace[place] = { targets: [target], items: [item] }
        this.#used.push(place)
      } else {
        found.targets.push(target)
        found.items.push(item)
      }
    }
  }

  /** The values of a condition in the order of its variable list; null when nothing is told of it. */
  at(place: number, plan: PhasePlan): readonly Target[] | null {
    if ((this.#open[place >>> 5]! & (1 << (place & 31))) !== 0) return null
    const found = this.#byPlace[place]
    if (found === undefined) return []
    const { targets, items } = found
    if (targets.length === 1) return targets
    const ranks = items.map((item) => plan.rankOf(place, item))
    if (ranks.every((rank, i) => i === 0 || rank >= ranks[i - 1]!)) return targets
    return [...ranks.keys()].sort((a, b) => ranks[a]! - ranks[b]!).map((i) => targets[i]!)
  }
}
