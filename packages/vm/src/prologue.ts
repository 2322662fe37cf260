import { type ActionUse, Op, opcodes, type Program, type RuleInfo, readsOnlyTx } from '@secrule/program'
import { actions } from '@secrule/stdlib'
import type { RuleMatch } from './match-log.js'
import type { MatchedValues } from './match-state.js'
import type { NamedCollection } from './named-collection.js'
import type { Target } from './target.js'
import type { TxTests } from './tx-tests.js'

/** Rules of phase 1 that follow each other, decide by TX alone, and at most write TX. */
export interface PrologueSpan {
  /** Address of the first of them. */
  readonly begin: number
  /** Address of the rule behind the last. */
  readonly end: number
  /** By number of the rule: 1 when it does no more than write TX; of others it is only known that they do not match. */
  readonly isSimple: Uint8Array
}

/**
 * What such rules leave behind, as those that set defaults do. With the same TX before, it is the same for every
 * transaction, so only the first one runs them.
 */
export interface Prologue {
  readonly before: NamedCollection
  /** Address of the rule with which other transactions go on. */
  readonly next: number
  readonly tx: NamedCollection
  /** The last value that matched, if any did. */
  readonly matched: MatchedValues | null
  readonly log: readonly RuleMatch[]
}

/** How things were before a prologue whose effect is being noted. */
export interface PrologueBegin {
  readonly end: number
  readonly before: NamedCollection
  readonly matched: Target | null
  readonly logged: number
}

/** The longest such sequence; null when there is none. */
export function prologueSpan({ code, entries, rules, actions: uses }: Program, tests: TxTests): PrologueSpan | null {
  const starts: number[] = []
  const isDecided: boolean[] = []
  const isSimple = new Uint8Array(rules.length)
  let rule = 0
  for (let at = entries[1]!; code[at] !== Op.end; at += 1 + opcodes[code[at]!]!.operands.length) {
    if (code[at] === Op.rule) {
      rule = code[at + 1]!
      starts.push(at)
      isSimple[rule] = leavesNoTrace(rules[rule]!) ? 1 : 0
      isDecided.push(tests.ofRule[rule]! >= 0 || (code[at + 3] === Op.always && isSimple[rule] === 1))
    } else if (code[at] === Op.link || (code[at] === Op.act && !isOnlyTx(uses[code[at + 1]!]!))) {
      isSimple[rule] = 0
      if (tests.ofRule[rule]! < 0) isDecided[isDecided.length - 1] = false
    }
  }
  let best: readonly [number, number] = [0, 0]
  for (let first = 0; first < starts.length; first++) {
    let last = first
    while (isDecided[last] === true) last++
    if (last - first > best[1] - best[0] && last < starts.length) best = [first, last]
    first = last
  }
  const [first, last] = best
  return first === last ? null : { begin: starts[first]!, end: starts[last]!, isSimple }
}

/** Whether nothing is logged, stopped, or told with more than TX. */
export function leavesNoTrace({ log, audit, disruptive, severity, message, data, tags }: RuleInfo): boolean {
  const texts = [message ?? [], data ?? [], ...tags]
  if (log || audit || severity !== null) return false
  return (disruptive === null || disruptive.name === 'pass') && texts.every(readsOnlyTx)
}

function isOnlyTx({ name, constant }: ActionUse): boolean {
  return actions.get(name)?.onlyTx?.(constant) === true
}

/** What a prologue reads and leaves. */
interface PrologueScene {
  readonly tx: NamedCollection
  readonly matched: MatchedValues
  readonly log: RuleMatch[]
}

/** A prologue begins whose effect is to be noted. */
export function beginPrologue({ tx, matched, log }: PrologueScene, end: number): PrologueBegin {
  return { end, before: tx.clone(), matched: matched.last, logged: log.length }
}

/** What it left, for other transactions; `next` is the address with which they go on. */
export function endPrologue({ tx, matched, log }: PrologueScene, begin: PrologueBegin, next: number): Prologue {
  const last = matched.last === begin.matched ? null : matched.clone()
  return { before: begin.before, next, tx: tx.clone(), matched: last, log: log.slice(begin.logged) }
}

/** Goes on as if the rules of the prologue had run. */
export function resumePrologue(scene: PrologueScene, { tx, matched, log }: Prologue): void {
  scene.tx.copy(tx)
  if (matched !== null) scene.matched.copy(matched)
  for (const match of log) scene.log.push(match)
}
