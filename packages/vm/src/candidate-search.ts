import type { CollectedValues } from './collected-values.js'
import type { LookAhead } from './look-ahead.js'
import type { MemberGroup } from './member-group.js'
import type { PhasePlan } from './phase-plan.js'
import type { PhaseSource } from './phase-source.js'
import type { RowSet } from './row-set.js'
import type { Target } from './target.js'
import type { ValueTable } from './value.js'

const none: readonly Target[] = []

/** What a search works with. */
export interface SearchContext {
  readonly collected: CollectedValues
  readonly values: ValueTable
  /** That of the plans: what was found in another one does not hold. */
  readonly epoch: number
  /** What is found out of a value is kept for later transactions. */
  readonly isKept: boolean
}

/**
 * Looks at the values that conditions of a phase look at, to tell which may hold, and for which values. It can stop
 * half-way, so that other work has its turn.
 */
export class CandidateSearch {
  /** Places of the phase that may match, once the search is over. */
  readonly candidates: Int32Array
  /** Places of which nothing is told: they may match whatever the values are. */
  readonly #open: Int32Array
  #plan: PhasePlan
  /** All values were looked at. */
  isOver = false
  // how far it has come: source, value, view, and what the views of the value before it have shown
  #source = 0
  #place = 0
  #view = 0
  readonly #row: Int32Array
  #rows: RowSet | null = null
  /** Values for which some condition may hold, with their groups and the numbers of their rows. */
  readonly #targets: Target[] = []
  readonly #groups: MemberGroup[] = []
  readonly #numbers: number[] = []
  #count = 0
  /** Where among them those of each source begin, and where the last ones end. */
  readonly #starts: number[] = [0]

  /** `words` are those of the largest set of places. */
  constructor(plan: PhasePlan, words: number) {
    this.#plan = plan
    this.candidates = new Int32Array(words)
    this.#open = new Int32Array(words)
    this.#row = new Int32Array(words)
  }

  /** What was found does not hold any more, or is of another phase. */
  begin(plan: PhasePlan): void {
    this.#plan = plan
    this.isOver = false
    this.#rows = null
  }

  /** The transaction has ended. */
  clear(): void {
    this.#targets.length = 0
    this.#groups.length = 0
    this.#numbers.length = 0
  }

  /** Goes on until it is over; false when that took `most` work before. `ahead` goes in smaller steps. */
  run(context: SearchContext, most: number, ahead: LookAhead | null): boolean {
    if (this.isOver) return true
    const { rows } = context.values
    rows.use(context.epoch)
    // all rows were forgotten meanwhile, or there are none yet
    if (rows.set !== this.#rows) this.#restart(rows.set)
    const { sources } = this.#plan
    for (let place = this.#source; place < sources.length; place++) {
      this.#source = place
      if (this.#place === 0 && this.#view === 0) this.#starts[place] = this.#count
      if (!sources[place]!.isUsed) continue
      if (!this.#lookAt(sources[place]!, context, most, ahead)) return false
    }
    this.#starts[sources.length] = this.#count
    this.#plan.foldLinks(this.candidates)
    this.isOver = true
    return true
  }

  #restart(rows: RowSet): void {
    this.#rows = rows
    this.#source = 0
    this.#place = 0
    this.#view = 0
    this.#count = 0
    this.#plan.begin(this.candidates)
    this.#open.set(this.candidates)
  }

  #lookAt(source: PhaseSource, context: SearchContext, most: number, ahead: LookAhead | null): boolean {
    const { collected, values, isKept } = context
    const { rows } = values
    const { phase } = this.#plan
    const targets = source.targets(collected)
    for (let place = this.#place; place < targets.length; place++) {
      const target = targets[place]!
      const { value } = target
      const shared = isKept ? target.shared : null
      const known = shared === null ? -1 : shared.numberIn(rows.set, phase)
      if (known === 0) continue
      if (known > 0) {
        this.#add(target, shared!.groupIn(phase), known)
        continue
      }
      const group = source.groupOf(target.key)
      if (group.viewCount === 0) continue
      let number = isKept ? rows.find(value, group.number) : -1
      if (number >= 0) shared?.note(rows.set, phase, number, group)
      else {
        if (!this.#showRow(value, group, values, most, ahead)) {
          this.#place = place
          return false
        }
        const isWorthIt = isKept && values.isFamiliar(value)
        number = isWorthIt ? rows.note(value, group.number, this.#row) : rows.set.numberOf(this.#row)
      }
      // another transaction may have found it while this one waited
      this.#view = 0
      if (number !== 0) this.#add(target, group, number)
    }
    this.#place = 0
    return true
  }

  /** Makes the row of a value; false when that has to wait. */
  #showRow(value: number, group: MemberGroup, values: ValueTable, most: number, ahead: LookAhead | null): boolean {
    const row = this.#row
    if (this.#view === 0) row.fill(0)
    const { viewCount } = group
    for (let view = this.#view; view < viewCount; ) {
      if (ahead === null ? values.work > most : !ahead.view(value, group.chainOf(view))) {
        this.#view = view
        return false
      }
      view = group.join(view, value, values, row)
    }
    return true
  }

  #add(target: Target, group: MemberGroup, number: number): void {
    const { candidates } = this
    const { bits, words } = this.#rows!
    const from = number * words
    for (let word = 0; word < words; word++) candidates[word]! |= bits[from + word]!
    const at = this.#count++
    this.#targets[at] = target
    this.#groups[at] = group
    this.#numbers[at] = number
  }

  /** The values for which a condition may hold, in the order of its variable list; null when any may. */
  targetsFor(place: number): readonly Target[] | null {
    const word = place >>> 5
    const mask = 1 << (place & 31)
    if ((this.#open[word]! & mask) !== 0) return null
    const { bits, words } = this.#rows!
    let found: Target[] | null = null
    for (const item of this.#plan.itemsOf(place)) {
      const { source } = item
      const end = this.#starts[source.place + 1]!
      for (let at = this.#starts[source.place]!; at < end; at++) {
        if ((bits[this.#numbers[at]! * words + word]! & mask) === 0) continue
        if (!this.#groups[at]!.isPickedBy(item)) continue
        // mostly there is one
        if (found === null) found = [this.#targets[at]!]
        else found.push(this.#targets[at]!)
      }
    }
    return found ?? none
  }
}
