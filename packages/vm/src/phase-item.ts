import type { CandidateRows } from './candidate-rows.js'
import type { LinkedChain } from './linked-chains.js'
import type { LinkedItem } from './selection.js'
import type { ValueTable } from './value.js'

/** Places of an entry of which is kept what matched nothing. */
const silentPlaces = 32

/** What a chain makes of the values of an entry, and the operators of conditions that look at it. */
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
  readonly placesOf: Map<number, number[]>
}

/**
 * An entry of variable lists as the rules of one phase look at it. Only conditions that some transaction has come to
 * count: those that are always skipped, as those of a higher paranoia level are, need nothing transformed.
 */
export class PhaseItem {
  /** Among the entries of all phases. */
  readonly number: number
  readonly item: LinkedItem
  readonly #views: View[] = []
  // the values, plus one, that stood at the first places the last time and matched nothing
  readonly #silent = new Int32Array(silentPlaces)
  #silentRows: CandidateRows | null = null
  #silentVersion = -1

  constructor(number: number, item: LinkedItem) {
    this.number = number
    this.item = item
  }

  /** How many different chains its values go through. */
  get viewCount(): number {
    return this.#views.length
  }

  /** Whether the value at a place is the one that stood there the last time, and matched nothing. `useRows` goes before. */
  isSilent(place: number, value: number): boolean {
    return place < silentPlaces && this.#silent[place] === value + 1
  }

  /** Keeps in mind whether the value at a place matched nothing. */
  noteSilent(place: number, value: number, isSilent: boolean): void {
    if (place < silentPlaces) this.#silent[place] = isSilent ? value + 1 : 0
  }

  /** What is kept holds for these rows as they are. */
  useRows(rows: CandidateRows): void {
    if (this.#silentRows === rows && this.#silentVersion === rows.version) return
    this.#silentRows = rows
    this.#silentVersion = rows.version
    this.#silent.fill(0)
  }

  chainOf(view: number): LinkedChain {
    return this.#views[view]!.chain
  }

  /** A condition was come to for the first time. */
  add(chain: LinkedChain, operator: number, negated: boolean, words: number, place: number): void {
    let view = this.#views.find((each) => each.chain === chain)
    if (view === undefined) {
      view = { chain, plain: noLookers(words), negated: noLookers(words) }
      this.#views.push(view)
    }
    const { operators, words: used, placesOf } = negated ? view.negated : view.plain
    if (!used.includes(operator >>> 5)) used.push(operator >>> 5)
    operators[operator >>> 5]! |= 1 << (operator & 31)
    const places = placesOf.get(operator)
    if (places === undefined) placesOf.set(operator, [place])
    else places.push(place)
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
  return { operators: new Int32Array(words), words: [], placesOf: new Map() }
}

/** The places of the operators of one word. */
function joinPlaces({ placesOf }: Lookers, word: number, operators: number, row: Int32Array): void {
  for (let left = operators; left !== 0; left &= left - 1) {
    for (const place of placesOf.get((word << 5) + 31 - Math.clz32(left & -left))!) {
      row[place >>> 5]! |= 1 << (place & 31)
    }
  }
}
