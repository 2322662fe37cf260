import type { RuleMatch } from './match-log.js'
import type { MatchedValues } from './match-state.js'
import type { Target } from './target.js'
import type { TransactionContext } from './transaction-context.js'
import type { TxEntry, TxPattern } from './tx-journal.js'

/** What a stretch of rules looked at: where all of it is the same again, the rules do the same. */
export interface StretchView {
  /** That of the plans. */
  readonly epoch: number
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
  /** Groups of a match, or -1 when that did not matter. */
  readonly groups: number
}

/** What a stretch of rules left behind. */
export interface StretchEffect {
  /** The address with which the phase goes on. */
  readonly next: number
  readonly writes: readonly TxEntry[]
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

  constructor(view: StretchView, effect: StretchEffect) {
    this.#view = view
    this.#effect = effect
  }

  /** Conditions were come to since for the first time: the rules may look otherwise now. */
  isOutdated(epoch: number): boolean {
    return this.#view.epoch !== epoch
  }

  /** Whether the rules would do the same now; `targets` are those of the condition of the first one. */
  holds(context: TransactionContext, targets: readonly Target[] | null): boolean {
    const view = this.#view
    return (
      context.values.token === view.token &&
      areAlike(view.targets, targets) &&
      haveSame(view, context.workspace.candidates) &&
      context.changes.areThese(view.changes) &&
      context.tx.agrees(view.reads, view.patterns, view.groups) &&
      context.log.length + this.#effect.log.length <= context.services.limits.matches
    )
  }

  /** Puts down what the rules do, and gives the address with which the phase goes on. */
  apply(context: TransactionContext): number {
    const { next, writes, groups, isWatched, log, matched } = this.#effect
    context.tx.rewrite(writes, groups, isWatched)
    if (matched !== null) context.matched.copy(matched)
    for (const match of log) context.log.push(match)
    return next
  }
}

/** Whether two lists, of one variable list and with numbers of one table, are of the same values under the same names. */
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
