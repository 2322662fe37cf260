import { maskWords } from './byte-mask.js'
import type { LinkedChain } from './linked-chains.js'
import type { Look, PhaseItem } from './phase-item.js'
import type { ValueTable } from './value.js'

/** Groups with a number of their own, at the most: what is found out of the values of others is not kept. */
export const mostGroups = 1024

/** What a chain makes of the values of a group, and the operators of conditions that look at it. */
interface View {
  readonly chain: LinkedChain
  readonly lookers: BothLookers
}

/** Operators by their bits, and by bit the places of their conditions in the phase. */
interface Lookers {
  readonly operators: Int32Array
  /** The words of `operators` that are not zero. */
  readonly words: number[]
  readonly placesOf: (number[] | undefined)[]
}

interface BothLookers {
  readonly plain: Lookers
  readonly negated: Lookers
}

/** Members of a variable that the same entries of variable lists pick: what one phase looks for in all of them is the same. */
export class MemberGroup {
  /** Among the groups of all phases; -1 when there are too many. */
  readonly number: number
  /** By the place of an entry among those of the source, whether it picks these members. */
  readonly #isPicking: Uint8Array
  readonly #operatorWords: number
  /** First those of chains that change a value only if it holds certain bytes. */
  readonly #views: View[] = []
  #calmViews = 0
  /** The bytes that any of these chains is touched by, and what looks at any of them. */
  readonly #touches = new Int32Array(maskWords)
  readonly #calm: BothLookers

  /** `items` are the entries that pick them. */
  constructor(number: number, items: readonly PhaseItem[], operatorWords: number) {
    this.number = number
    this.#isPicking = new Uint8Array(Math.max(0, ...items.map(({ place }) => place + 1)))
    for (const { place } of items) this.#isPicking[place] = 1
    this.#operatorWords = operatorWords
    this.#calm = noLookers(operatorWords)
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
  add(look: Look): void {
    const { chain } = look
    let view = this.#views.find((each) => each.chain === chain)
    const isCalm = chain.parent === null || chain.touches !== null
    if (view === undefined) {
      view = { chain, lookers: noLookers(this.#operatorWords) }
      if (isCalm) this.#views.splice(this.#calmViews++, 0, view)
      else this.#views.push(view)
      chain.touches?.forEach((word, place) => {
        this.#touches[place]! |= word
      })
    }
    addLook(view.lookers, look)
    if (isCalm) addLook(this.#calm, look)
  }

  /**
   * Adds the conditions to `row` that may hold for the value as a view shows it, and gives the next view: those that would show it as it is
   * are looked at together.
   */
  join(view: number, value: number, values: ValueTable, row: Int32Array): number {
    if (view === 0 && this.#calmViews > 1 && !values.holdsOne(value, this.#touches)) {
      joinLookers(this.#calm, value, values, row)
      return this.#calmViews
    }
    const { chain, lookers } = this.#views[view]!
    joinLookers(lookers, values.after(value, chain), values, row)
    return view + 1
  }
}

function noLookers(words: number): BothLookers {
  return {
    plain: { operators: new Int32Array(words), words: [], placesOf: [] },
    negated: { operators: new Int32Array(words), words: [], placesOf: [] },
  }
}

function addLook(lookers: BothLookers, { operator, negated, place }: Look): void {
  const { operators, words, placesOf } = negated ? lookers.negated : lookers.plain
  if (!words.includes(operator >>> 5)) words.push(operator >>> 5)
  operators[operator >>> 5]! |= 1 << (operator & 31)
  const places = placesOf[operator]
  if (places === undefined) placesOf[operator] = [place]
  else if (!places.includes(place)) places.push(place)
}

/** The conditions that may hold for a value. */
function joinLookers({ plain, negated }: BothLookers, value: number, values: ValueTable, row: Int32Array): void {
  const from = values.candidatesAt(value)
  const { candidates, hits } = values
  const { operators, words } = plain
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    const left = operators[word]! & candidates[from + word]!
    if (left !== 0) joinPlaces(plain, word, left, row)
  }
  for (let i = 0; i < negated.words.length; i++) {
    const word = negated.words[i]!
    const left = negated.operators[word]! & ~hits[from + word]!
    if (left !== 0) joinPlaces(negated, word, left, row)
  }
}

/** The places of the operators of one word. */
function joinPlaces({ placesOf }: Lookers, word: number, operators: number, row: Int32Array): void {
  for (let left = operators; left !== 0; left &= left - 1) {
    for (const place of placesOf[(word << 5) + 31 - Math.clz32(left & -left)]!) {
      row[place >>> 5]! |= 1 << (place & 31)
    }
  }
}
