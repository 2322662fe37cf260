import type { LinkedChain } from './linked-chains.js'
import type { Look, PhaseItem } from './phase-item.js'
import type { ValueTable } from './value.js'

/** Groups with a number of their own, at the most: what is found out of the values of others is not kept. */
export const mostGroups = 1024

/** What a chain makes of the values of a group, and the operators of conditions that look at it. */
interface View {
  readonly chain: LinkedChain
  readonly plain: Lookers
  readonly negated: Lookers
}

/** Operators by their bits, and by bit the places of their conditions in the phase. */
interface Lookers {
  readonly operators: Int32Array
  /** The words of `operators` that are not zero. */
  readonly words: number[]
  readonly placesOf: (number[] | undefined)[]
}

/** Members of a variable that the same entries of variable lists pick: what one phase looks for in all of them is the same. */
export class MemberGroup {
  /** Among the groups of all phases; -1 when there are too many. */
  readonly number: number
  /** By the place of an entry among those of the source, whether it picks these members. */
  readonly #isPicking: Uint8Array
  readonly #operatorWords: number
  readonly #views: View[] = []

  /** `items` are the entries that pick them. */
  constructor(number: number, items: readonly PhaseItem[], operatorWords: number) {
    this.number = number
    this.#isPicking = new Uint8Array(Math.max(0, ...items.map(({ place }) => place + 1)))
    for (const { place } of items) this.#isPicking[place] = 1
    this.#operatorWords = operatorWords
    for (const { looks } of items) for (const look of looks) this.add(look)
  }

  /** Whether an entry of the source picks these members. */
  isPickedBy(item: PhaseItem): boolean {
    return this.#isPicking[item.place] === 1
  }

  /** How many different chains its values go through. */
  get viewCount(): number {
    return this.#views.length
  }

  chainOf(view: number): LinkedChain {
    return this.#views[view]!.chain
  }

  /** A condition looks at the group. */
  add({ chain, operator, negated, place }: Look): void {
    let view = this.#views.find((each) => each.chain === chain)
    if (view === undefined) {
      view = { chain, plain: noLookers(this.#operatorWords), negated: noLookers(this.#operatorWords) }
      this.#views.push(view)
    }
    const { operators, words, placesOf } = negated ? view.negated : view.plain
    if (!words.includes(operator >>> 5)) words.push(operator >>> 5)
    operators[operator >>> 5]! |= 1 << (operator & 31)
    const places = placesOf[operator]
    if (places === undefined) placesOf[operator] = [place]
    else if (!places.includes(place)) places.push(place)
  }

  /** Adds the conditions to `row` that may hold for the value as one of the views shows it. */
  join(view: number, value: number, values: ValueTable, row: Int32Array): void {
    const { chain, plain, negated } = this.#views[view]!
    const from = values.candidatesAt(values.after(value, chain))
    const { candidates, hits } = values
    const { operators, words } = plain
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!
      const left = operators[word]! & candidates[from + word]!
      if (left !== 0) joinPlaces(plain, word, left, row)
    }
    for (const word of negated.words) joinPlaces(negated, word, negated.operators[word]! & ~hits[from + word]!, row)
  }
}

function noLookers(words: number): Lookers {
  return { operators: new Int32Array(words), words: [], placesOf: [] }
}

/** The places of the operators of one word. */
function joinPlaces({ placesOf }: Lookers, word: number, operators: number, row: Int32Array): void {
  for (let left = operators; left !== 0; left &= left - 1) {
    for (const place of placesOf[(word << 5) + 31 - Math.clz32(left & -left)]!) {
      row[place >>> 5]! |= 1 << (place & 31)
    }
  }
}
