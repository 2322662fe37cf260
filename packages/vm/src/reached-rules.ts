import type { MatchGroups } from './match-groups.js'

/**
 * The rules that any transaction has come to so far, with the operators that they bring to each pair. Rules that are always
 * skipped, as those of a higher paranoia level are, say nothing about a value.
 */
export class ReachedRules {
  /** Changes when a rule is come to for the first time. */
  epoch = 0
  /** For each pair a row: the operators of such rules. */
  readonly operators: Int32Array
  readonly #groups: MatchGroups
  readonly #words: number
  readonly #isReached: Uint8Array

  constructor(groups: MatchGroups, words: number) {
    this.#groups = groups
    this.#words = words
    this.operators = new Int32Array(groups.pairs.length * words)
    this.#isReached = new Uint8Array(groups.ofRule.length)
  }

  reach(rule: number): void {
    if (this.#isReached[rule] === 1) return
    this.#isReached[rule] = 1
    this.epoch++
    const bit = this.#groups.bitOfRule[rule]!
    for (const pair of this.#groups.pairsOf[this.#groups.ofRule[rule]!]!) {
      this.operators[pair * this.#words + (bit >>> 5)]! |= 1 << (bit & 31)
    }
  }
}
