import type { Member, OperatorContext } from '@secrule/program'
import { CandidateSearch } from './candidate-search.js'
import { CollectedValues } from './collected-values.js'
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
  #visit = 0
  #isLarge = false
  #isRunning = false
  #plan: PhasePlan
  readonly #search: CandidateSearch
  /** Rules that cannot match with TX as it is, and what it was when that was found out. */
  readonly #failing: Int32Array
  readonly #tested: (readonly Member[])[] = []
  #txVersion = -1

  constructor(linked: LinkedProgram) {
    const { ofPhase, words } = linked.plans
    this.#linked = linked
    this.collected = new CollectedValues(linked.selections)
    this.#plan = ofPhase[0]!
    this.#search = new CandidateSearch(this.#plan, words)
    this.#failing = new Int32Array(words)
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
      if (this.#values !== null) this.#linked.values.release(this.#values, this.#visit)
      this.#values = this.#linked.values.take(isLarge)
      this.#visit = this.#values.enter()
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
    if (this.#values !== null) this.#linked.values.release(this.#values, this.#visit)
    this.#values = null
    this.collected.begin(null)
    this.forgetCandidates()
    this.#search.clear()
  }

  /** The values of variables may have changed. */
  forgetCandidates(): void {
    this.#search.begin(this.#plan)
  }

  /**
   * Looks at the values that conditions of the phase look at, to tell which may match. False when that took `most`
   * work: call again to go on, after giving way. `ahead` goes in smaller steps.
   */
  findCandidates(most: number, ahead: LookAhead | null): boolean {
    return this.#search.run(this, most, ahead)
  }

  /** That of the plans. */
  get epoch(): number {
    return this.#linked.plans.epoch
  }

  /** What is found out of its values is kept for later transactions. */
  get isKept(): boolean {
    return !this.#isLarge
  }

  /** Places of the phase that may match as far as values tell, once these were looked at. */
  get candidates(): Int32Array {
    return this.#search.candidates
  }

  /** Whether the rule at a place of the phase, which was come to, may match. */
  isCandidate(place: number, tx: NamedCollection, context: OperatorContext): boolean {
    if (tx.version !== this.#txVersion) this.#testAgain(tx, context)
    const word = place >>> 5
    if ((this.#search.candidates[word]! & ~this.#failing[word]! & (1 << (place & 31))) === 0) return false
    this.#reach(place)
    return true
  }

  /** What a filter of the phase last found its variable of TX to be. */
  testedMembers(filter: number): readonly Member[] {
    return this.#tested[filter]!
  }

  /**
   * The values for which a condition, which was come to, may hold, in the order of its variable list; null when any
   * may.
   */
  targetsFor(place: number): readonly Target[] | null {
    if (place < 0 || !this.#search.isOver) return null
    this.#reach(place)
    return this.#search.targetsFor(place)
  }

  #reach(place: number): void {
    if (this.#plan.reach(place)) this.#linked.plans.epoch++
  }

  /** The address of the next rule of the phase that may match, from a place on; or that of the end of the phase. */
  nextAddress(place: number, tx: NamedCollection, context: OperatorContext): number {
    if (tx.version !== this.#txVersion) this.#testAgain(tx, context)
    const { addresses, words } = this.#plan
    const { candidates } = this.#search
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
