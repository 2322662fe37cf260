import type { RuleInfo } from '@secrule/program'
import type { LinkedAction } from './linked-program.js'
import type { LinkedVariable } from './linked-variable.js'
import type { RuleMatch } from './match-log.js'
import type { MatchedValues } from './match-state.js'
import type { CollectionState, NamedCollection } from './named-collection.js'
import type { Target } from './target.js'
import type { TransactionContext } from './transaction-context.js'
import type { TxEntry, TxPattern } from './tx-journal.js'

/** A scalar that changes within a phase, as a condition found it. */
export interface ScalarRead {
  readonly variable: LinkedVariable
  readonly text: string | null
}

/** An action that is run again in place of its rule. */
export interface RepeatedAction {
  readonly action: LinkedAction
  readonly rule: RuleInfo
}

/** What a stretch of rules looked at: where all of it is the same again, the rules do the same. */
export interface StretchView {
  /** That of the table in which values have their numbers. */
  readonly token: object
  /** The values that the condition of its first rule looked at; null when it looks at TX, or does not hold. */
  readonly targets: readonly Target[] | null
  /** Which of its rules may match: the words of the candidates from `word` on, masked at both ends. */
  readonly word: number
  readonly candidates: Int32Array
  readonly firstMask: number
  readonly lastMask: number
  /** What ctl took out. */
  readonly changes: readonly unknown[]
  readonly reads: readonly TxEntry[]
  readonly patterns: readonly TxPattern[]
  readonly scalars: readonly ScalarRead[]
  /** Groups of a match, or -1 when that did not matter. */
  readonly groups: number
}

/** What a stretch of rules left behind. */
export interface StretchEffect {
  /** The address with which the phase goes on. */
  readonly next: number
  readonly writes: readonly TxEntry[]
  readonly again: readonly RepeatedAction[]
  /** Groups of a match, or -1 when there was none. */
  readonly groups: number
  /** It wrote a name of TX that is watched. */
  readonly isWatched: boolean
  readonly log: readonly RuleMatch[]
  /** The last value that matched, if any did. */
  readonly matched: MatchedValues | null
}

/**
 * Rules that follow each other and do no more than read and write TX, as they once ran in some transaction. In another
 * one that looks the same to them only their effect is put down.
 */
export class KnownStretch {
  readonly #view: StretchView
  readonly #effect: StretchEffect
  /** By what TX held before, what it holds behind it; null when that came once. */
  readonly #after = new WeakMap<CollectionState, CollectionState | null>()

  constructor(view: StretchView, effect: StretchEffect) {
    this.#view = view
    this.#effect = effect
  }

  /**
   * Puts down what the rules do, and gives the address with which the phase goes on; -1 when they would not do the
   * same now. `targets` are those of the condition of the first one.
   */
  repeat(context: TransactionContext, targets: readonly Target[] | null): number {
    const view = this.#view
    const { next, again, log, matched } = this.#effect
    if (!areAlike(view.targets, targets) || (targets !== null && context.values.token !== view.token)) return -1
    if (!haveSame(view, context.workspace.candidates) || !context.changes.areThese(view.changes)) return -1
    for (const { variable, text } of view.scalars) if (variable.value!(context) !== text) return -1
    if (context.log.length + log.length > context.services.limits.matches || !this.#write(context.tx)) return -1
    if (matched !== null) context.matched.copy(matched)
    for (const { action, rule } of again) action.run?.(action.constant, context, rule)
    for (const match of log) context.log.push(match)
    return next
  }

  /** Writes what the rules write, if they would read what they read. */
  #write(tx: NamedCollection): boolean {
    const { writes, groups, isWatched } = this.#effect
    const { state } = tx
    const after = state === null ? undefined : this.#after.get(state)
    if (after !== undefined && after !== null) {
      if (after !== state) tx.takeOver(after, isWatched)
      return true
    }
    if (!tx.agrees(this.#view.reads, this.#view.patterns, this.#view.groups)) return false
    tx.rewrite(writes, groups, isWatched)
    if (state === null) return true
    // a state that comes once may never come again
    this.#after.set(state, after === null ? tx.keep() : null)
    return true
  }
}

/**
 * Whether two lists, of one variable list and with numbers of one table, are of the same values under the same names.
 */
export function areAlike(targets: readonly Target[] | null, others: readonly Target[] | null): boolean {
  if (targets === null || others === null) return targets === others
  if (targets.length !== others.length) return false
  for (let place = 0; place < targets.length; place++) {
    const target = targets[place]!
    const other = others[place]!
    if (target === other) continue
    if (target.value !== other.value || target.variable !== other.variable || target.key !== other.key) return false
  }
  return true
}

function haveSame({ word, candidates, firstMask, lastMask }: StretchView, now: Int32Array): boolean {
  const last = candidates.length - 1
  for (let place = 0; place <= last; place++) {
    let mask = place === 0 ? firstMask : -1
    if (place === last) mask &= lastMask
    if ((now[word + place]! & mask) !== candidates[place]!) return false
  }
  return true
}
