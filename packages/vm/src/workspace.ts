import type { Member, OperatorContext } from '@secrule/program'
import { CollectedValues } from './collected-values.js'
import { FoundTargets } from './found-targets.js'
import type { LinkedProgram } from './linked-program.js'
import type { LookAhead } from './look-ahead.js'
import type { NamedCollection } from './named-collection.js'
import type { PhasePlan } from './phase-plan.js'
import type { Target } from './target.js'
import type { ValueTable } from './value.js'

/** The memory that one transaction works in, used again by later ones. */
export class Workspace {
  readonly collected: CollectedValues
  readonly #linked: LinkedProgram
  #values: ValueTable | null = null
  #isLarge = false
  #isRunning = false
  #plan: PhasePlan
  /** Places of the phase that may match, once all its values were looked at. */
  readonly #candidates: Int32Array
  readonly #found: FoundTargets
  #isReady = false
  // how far the look at the values has come: entry, value, view, and what the views before it have shown
  #item = 0
  #place = 0
  #view = 0
  readonly #row: Int32Array
  #rowEpoch = -1
  /** Rules that cannot match with TX as it is, and what it was when that was found out. */
  readonly #failing: Int32Array
  readonly #tested: (readonly Member[])[] = []
  #txVersion = -1

  constructor(linked: LinkedProgram) {
    const { ofPhase, words } = linked.plans
    this.#linked = linked
    this.collected = new CollectedValues(linked.selections)
    this.#plan = ofPhase[0]!
    this.#candidates = new Int32Array(words)
    this.#row = new Int32Array(words)
    this.#failing = new Int32Array(words)
    this.#found = new FoundTargets(words)
  }

  /** The values that the phases work with; there are none before the first. */
  get values(): ValueTable {
    return this.#values!
  }

  /** A phase is running. */
  get isBusy(): boolean {
    return this.#isRunning
  }

  /** A phase begins, with very many values or not. */
  enter(phase: number, isLarge: boolean): void {
    this.#isRunning = true
    if (this.#values === null || this.#isLarge !== isLarge) {
      if (this.#values !== null) this.#linked.values.release(this.#values)
      this.#values = this.#linked.values.take(isLarge)
      this.collected.drop()
      this.#isLarge = isLarge
    }
    this.#values.work = 0
    this.#plan = this.#linked.plans.ofPhase[phase]!
    this.#txVersion = -1
    this.forgetCandidates()
  }

  /** The phase has ended. */
  leave(): void {
    this.#isRunning = false
  }

  /** The transaction has ended. */
  clear(): void {
    if (this.#values !== null) this.#linked.values.release(this.#values)
    this.#values = null
    this.collected.begin(null)
    this.forgetCandidates()
  }

  /** The values of variables may have changed. */
  forgetCandidates(): void {
    this.#isReady = false
    this.#item = 0
    this.#place = 0
    this.#view = 0
    this.#found.clear()
  }

  /**
   * Looks at the values that conditions of the phase look at, to tell which may match. False when that took `most` work:
   * call again to go on, after giving way. `ahead` goes in smaller steps.
   */
  findCandidates(most: number, ahead: LookAhead | null): boolean {
    return this.#isReady || this.#findCandidates(most, ahead)
  }

  #findCandidates(most: number, ahead: LookAhead | null): boolean {
    const { items } = this.#plan
    const { plans } = this.#linked
    const { values } = this
    const candidates = this.#candidates
    const row = this.#row
    if (this.#item === 0 && this.#place === 0 && this.#view === 0) {
      this.#plan.begin(candidates)
      this.#found.begin(candidates)
    }
    values.rows.use(plans.epoch)
    if (this.#rowEpoch !== plans.epoch) this.#view = 0
    this.#rowEpoch = plans.epoch
    for (; this.#item < items.length; this.#item++) {
      const item = items[this.#item]!
      if (item.viewCount === 0) continue
      const targets = this.collected.ofItem(item.item)
      item.useRows(values.rows)
      for (; this.#place < targets.length; this.#place++) {
        const target = targets[this.#place]!
        const { value } = target
        if (item.isSilent(this.#place, value)) continue
        const known = this.#view > 0 || this.#isLarge ? null : values.rows.copy(value, item.number, row)
        if (!this.#isLarge) item.noteSilent(this.#place, value, known === false)
        if (known === false) continue
        if (known === null) {
          if (this.#view === 0) row.fill(0)
          for (; this.#view < item.viewCount; this.#view++) {
            if (ahead === null ? values.work > most : !ahead.view(value, item.chainOf(this.#view))) return false
            item.join(this.#view, value, values, row)
          }
          this.#view = 0
          if (!this.#isLarge) values.rows.note(value, item.number, row)
        }
        for (let word = 0; word < row.length; word++) {
          if (row[word] === 0) continue
          candidates[word]! |= row[word]!
          this.#found.add(word, row[word]!, target, item)
        }
      }
      this.#place = 0
    }
    this.#plan.foldLinks(candidates)
    this.#isReady = true
    return true
  }

  /** Whether the rule at a place of the phase, which was come to, may match. */
  isCandidate(place: number, tx: NamedCollection, context: OperatorContext): boolean {
    if (tx.version !== this.#txVersion) this.#testAgain(tx, context)
    const word = place >>> 5
    if ((this.#candidates[word]! & ~this.#failing[word]! & (1 << (place & 31))) === 0) return false
    this.#reach(place)
    return true
  }

  /** What a filter of the phase last found its variable of TX to be. */
  testedMembers(filter: number): readonly Member[] {
    return this.#tested[filter]!
  }

  /** The values for which a condition, which was come to, may hold, in the order of its variable list; null when any may. */
  targetsFor(place: number): readonly Target[] | null {
    if (place < 0 || !this.#isReady) return null
    this.#reach(place)
    return this.#found.at(place, this.#plan)
  }

  #reach(place: number): void {
    if (this.#plan.reach(place)) this.#linked.plans.epoch++
  }

  /** The address of the next rule of the phase that may match, from a place on; or that of the end of the phase. */
  nextAddress(place: number, tx: NamedCollection, context: OperatorContext): number {
    if (tx.version !== this.#txVersion) this.#testAgain(tx, context)
    const { addresses, words } = this.#plan
    const candidates = this.#candidates
    const failing = this.#failing
    let word = place >>> 5
    let left = candidates[word]! & ~failing[word]! & (-1 << (place & 31))
    while (left === 0 && ++word < words) left = candidates[word]! & ~failing[word]!
    const next = left === 0 ? addresses.length - 1 : (word << 5) + 31 - Math.clz32(left & -left)
    return addresses[Math.min(next, addresses.length - 1)]!
  }

  /** TX has changed: so may have the rules that it decides. */
  #testAgain(tx: NamedCollection, context: OperatorContext): void {
    const { txFilters } = this.#plan
    let isSame = this.#txVersion >= 0
    this.#txVersion = tx.version
    for (let i = 0; i < txFilters.length; i++) {
      const members = txFilters[i]!.membersOf(tx)
      if (isSame && members !== this.#tested[i]) isSame = false
      this.#tested[i] = members
    }
    if (isSame) return
    this.#failing.fill(0)
    for (const filter of txFilters) filter.join(tx, context, this.#failing)
  }
}
