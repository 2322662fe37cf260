import { Op, type Program } from '@secrule/program'
import type { KnownStretch } from './known-stretch.js'
import { StretchRecording } from './stretch-recording.js'
import type { Target } from './target.js'
import type { TransactionContext } from './transaction-context.js'

/** Stretches that are kept of one rule and the same values, and of one rule. */
const mostAlike = 8
const mostOfRule = 512
/** How many transactions go by a rule, at the most, before it is tried again to record one. */
const longestWait = 1024
/** Recordings that are worth keeping, beyond the times that some were of use. */
const firstCredit = 16
const mostCredit = 64

/** The stretches that begin with one rule. */
interface Beginnings {
  readonly byTargets: Map<number, KnownStretch[]>
  count: number
  /** Transactions that are to go by before the next recording; and how many that were when one was of no use. */
  wait: number
  patience: number
  /** Recordings that may still be made before one has been of use. */
  credit: number
}

/**
 * What stretches of rules do, kept from one transaction for others. Most requests are alike to most rules: those that
 * test the paranoia level, add up scores, or look at the method or at the names of headers do the same as the last
 * time.
 */
export class KnownStretches {
  readonly #program: Program
  readonly #ofRules: (Beginnings | undefined)[] = []

  constructor(program: Program) {
    this.#program = program
  }

  /**
   * Whether a rule that is come to at an address is going to look at parts of the message: a stretch can only begin
   * with it.
   */
  looksElsewhere(address: number, place: number, { linked, workspace }: TransactionContext): boolean {
    const { code } = this.#program
    if (code[address + 3] !== Op.select) return false
    if ((workspace.candidates[place >>> 5]! & (1 << (place & 31))) === 0) return false
    return linked.selections[code[address + 4]!]!.stable
  }

  /**
   * The parts of the message that the condition of a rule looks at, null when it looks at none; undefined when they
   * are not likely to come again.
   */
  #targetsOf(
    rule: number,
    address: number,
    place: number,
    context: TransactionContext,
  ): readonly Target[] | null | undefined {
    if (!this.looksElsewhere(address, place, context)) return null
    const selection = this.#program.code[address + 4]!
    const targets = context.collect(selection, rule, place)
    const { values } = context
    for (const { value } of targets) if (value < 0 || !values.isFamiliar(value)) return undefined
    return targets
  }

  /**
   * A rule is come to, at an address: the address behind a stretch whose effect was put down, or -1, or a recording
   * that begins, where there may be one.
   */
  enter(
    rule: number,
    address: number,
    place: number,
    context: TransactionContext,
    mayRecord: boolean,
  ): number | StretchRecording {
    const of = this.#ofRules[rule] ?? this.#begin(rule)
    if (of.count === 0 && (of.wait > 0 || !mayRecord)) return this.#goBy(of)
    // it is not kept which links of chains matched
    if (context.settings.auditLogParts.includes('K')) return -1
    const targets = this.#targetsOf(rule, address, place, context)
    if (targets === undefined) {
      if (of.wait === 0) this.#wait(of)
      return this.#goBy(of)
    }
    const alike = of.byTargets.get(keyOf(targets))
    if (alike !== undefined) {
      for (let at = 0; at < alike.length; at++) {
        const stretch = alike[at]!
        const next = stretch.repeat(context, targets)
        if (next < 0) continue
        if (at > 0) {
          alike[at] = alike[at - 1]!
          alike[at - 1] = stretch
        }
        if (of.patience > 1) of.patience--
        if (of.credit < mostCredit) of.credit++
        return next
      }
    }
    if (of.wait > 0 || !mayRecord) return this.#goBy(of)
    return new StretchRecording(context, rule, address, place, targets)
  }

  #begin(rule: number): Beginnings {
    const made = { byTargets: new Map<number, KnownStretch[]>(), count: 0, wait: 0, patience: 1, credit: firstCredit }
    this.#ofRules[rule] = made
    return made
  }

  /** Twice as many transactions go by as the last time. */
  #wait(of: Beginnings): void {
    of.patience = Math.min(of.patience * 2, longestWait)
    of.wait = of.patience
  }

  #goBy(of: Beginnings): number {
    if (of.wait > 0) of.wait--
    return -1
  }

  /** A recording has ended. */
  take(recording: StretchRecording): void {
    const stretch = recording.end()
    const of = this.#ofRules[recording.rule]!
    if (stretch === null || of.credit === 0) this.#wait(of)
    else of.credit--
    if (stretch === null) return
    if (of.count >= mostOfRule) {
      of.byTargets.clear()
      of.count = 0
    }
    const key = keyOf(recording.targets)
    const alike = of.byTargets.get(key)
    if (alike === undefined) of.byTargets.set(key, [stretch])
    else if (alike.length < mostAlike) alike.push(stretch)
    else {
      alike[mostAlike - 1] = stretch
      return
    }
    of.count++
  }
}

function keyOf(targets: readonly Target[] | null): number {
  if (targets === null) return -1
  let key = 0
  for (const { value } of targets) key = (Math.imul(key, 31) + value) | 0
  return key
}
