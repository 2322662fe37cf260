import { type RuleInfo, readsOnlyTx } from '@secrule/program'
import { areAlike, KnownStretch, type RepeatedAction, type ScalarRead } from './known-stretch.js'
import { leavesNoTrace } from './leaves-no-trace.js'
import type { LinkedOperator } from './linked-operator.js'
import type { LinkedAction } from './linked-program.js'
import type { MatchedValues } from './match-state.js'
import type { LinkedSelection } from './selection.js'
import type { Target } from './target.js'
import type { TransactionContext } from './transaction-context.js'
import { type TxEntry, TxJournal } from './tx-journal.js'

/** What a stretch must save to be worth keeping: one rule that runs, or as many as this that do nothing but skip. */
const worthKeeping = 4
/** Longer values of scalars are not kept to be compared with. */
const longestScalar = 64

/** The state at the beginning of a rule: a stretch ends there when that rule does more than can be told of. */
interface Boundary {
  readonly address: number
  readonly place: number
  readonly reads: number
  readonly patterns: number
  readonly writes: number
  readonly scalars: number
  readonly again: number
  readonly groups: number
  readonly logged: number
  readonly matched: MatchedValues | null
  readonly worth: number
}

/** Notes what rules look at and leave behind while they run, as long as that is no more than a known stretch has. */
export class StretchRecording {
  readonly #context: TransactionContext
  readonly #journal = new TxJournal(() => this.refuse())
  readonly #epoch: number
  readonly #place: number
  /** The rule that it begins with. */
  readonly rule: number
  readonly targets: readonly Target[] | null
  readonly #candidates: Int32Array
  readonly #changes: readonly unknown[]
  readonly #logged: number
  readonly #lastTarget: Target | null
  readonly #lastValue: string
  readonly #scalars: ScalarRead[] = []
  readonly #again: RepeatedAction[] = []
  #worth = 0
  #isFirst = true
  #last: Boundary
  /** Something was done that a stretch cannot tell of. */
  isOver = false

  /**
   * It begins with the rule at a place; `targets` are those that its condition is going to look at, if they are no
   * values of TX.
   */
  constructor(
    context: TransactionContext,
    rule: number,
    address: number,
    place: number,
    targets: readonly Target[] | null,
  ) {
    const { workspace, tx, changes, log, matched } = context
    this.#context = context
    this.#epoch = workspace.epoch
    this.#place = place
    this.rule = rule
    this.targets = targets
    this.#candidates = workspace.candidates.slice()
    this.#changes = changes.list
    this.#logged = log.length
    this.#lastTarget = matched.last
    this.#lastValue = matched.value
    tx.journal = this.#journal
    // rules are taken out for what these are
    for (const key of context.linked.plans.filterKeys) tx.named(key)
    this.#last = this.#boundary(address, place)
  }

  /** The next rule begins, or the phase ends. */
  comeTo(address: number, place: number): void {
    if (!this.isOver) this.#last = this.#boundary(address, place)
  }

  #boundary(address: number, place: number): Boundary {
    const { reads, patterns, writes } = this.#journal
    const { tx, log, matched } = this.#context
    const isSame = matched.last === this.#lastTarget && matched.value === this.#lastValue
    return {
      address,
      place,
      reads: reads.length,
      patterns: patterns.length,
      writes: writes.length,
      scalars: this.#scalars.length,
      again: this.#again.length,
      groups: this.#journal.groups < 0 ? -1 : tx.groupCount,
      logged: log.length,
      matched: isSame ? null : matched.clone(),
      worth: this.#worth,
    }
  }

  /** A rule that does nothing but skip has matched. */
  notePlain(): void {
    this.#worth++
  }

  /** A rule runs. */
  noteRule(): void {
    this.#worth += worthKeeping
  }

  /** A condition looks at these values. */
  noteTargets({ items }: LinkedSelection, targets: readonly Target[]): void {
    const isFirst = this.#isFirst
    this.#isFirst = false
    if (isFirst && this.targets !== null && areAlike(targets, this.targets)) return
    for (const { variable, isCount } of items) {
      if (variable.name === 'TX') continue
      const text = variable.value === null || isCount ? undefined : variable.value(this.#context)
      if (text === undefined || (text?.length ?? 0) > longestScalar) this.refuse()
      else this.#scalars.push({ variable, text })
    }
  }

  noteOperator({ isSteady, use: { template } }: LinkedOperator): void {
    if (!isSteady || (template !== null && !readsOnlyTx(template))) this.refuse()
  }

  noteAction(action: LinkedAction, rule: RuleInfo): void {
    const { definition, constant } = action
    if (definition.onlyTx?.(constant) === true) return
    if (definition.repeatable?.(constant) === true) this.#again.push({ action, rule })
    else this.refuse()
  }

  noteMatch(rule: RuleInfo): void {
    if (!leavesNoTrace(rule)) this.refuse()
  }

  refuse(): void {
    this.isOver = true
  }

  /** Nothing comes of it: the phase was stopped. */
  drop(): void {
    this.#context.tx.journal = null
  }

  /** The recording ends: the stretch up to the last rule that could be told of, if it is worth keeping. */
  end(): KnownStretch | null {
    const { tx, workspace, log, linked } = this.#context
    const journal = this.#journal
    tx.journal = null
    const last = this.#last
    if (last.worth < worthKeeping || workspace.epoch !== this.#epoch) return null
    const word = this.#place >>> 5
    const end = ((last.place - 1) >>> 5) + 1
    const firstMask = -1 << (this.#place & 31)
    const lastMask = (last.place & 31) === 0 ? -1 : (1 << (last.place & 31)) - 1
    const candidates = this.#candidates.slice(word, end)
    candidates[0]! &= firstMask
    candidates[candidates.length - 1]! &= lastMask
    const writes = lastWrites(journal.writes.slice(0, last.writes))
    return new KnownStretch(
      {
        token: this.#context.values.token,
        targets: this.targets,
        word,
        candidates,
        firstMask,
        lastMask,
        changes: this.#changes,
        reads: journal.reads.slice(0, last.reads),
        patterns: journal.patterns.slice(0, last.patterns),
        scalars: this.#scalars.slice(0, last.scalars),
        groups: last.groups < 0 ? -1 : journal.groups,
      },
      {
        next: last.address,
        writes,
        again: this.#again.slice(0, last.again),
        groups: last.groups,
        isWatched: writes.some(({ lowerKey }) => linked.txNames.isWatched(lowerKey)),
        log: log.slice(this.#logged, last.logged),
        matched: last.matched,
      },
    )
  }
}

/** Writes that lead to the same in the same order, without those that others undo. */
function lastWrites(writes: readonly TxEntry[]): readonly TxEntry[] {
  const kept: TxEntry[] = []
  const places = new Map<string, number>()
  for (const write of writes) {
    const { lowerKey, list } = write
    const place = places.get(lowerKey)
    if (list !== null && place !== undefined) kept[place] = write
    else {
      const at = kept.push(write) - 1
      if (list === null) places.delete(lowerKey)
      else places.set(lowerKey, at)
    }
  }
  return kept
}
