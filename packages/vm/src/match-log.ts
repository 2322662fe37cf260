import type { RuleInfo } from '@secrule/program'
import type { LinkedOperator } from './linked-operator.js'

/** One value that matched, as it was found. */
export interface MatchedTarget {
  readonly variable: string
  readonly key: string
  /** Before and after transformations. */
  readonly original: string
  readonly value: string
  readonly rule: RuleInfo
  readonly operator: LinkedOperator | null
  readonly chain: number
  readonly negated: boolean
  /** The part of the value that the operator found, where it told. */
  readonly found: string | null
}

/** A rule or chain that matched, with its texts expanded at that moment. */
export interface RuleMatch {
  readonly rule: RuleInfo
  readonly phase: number
  readonly message: string
  readonly data: string
  readonly tags: readonly string[]
  readonly targets: readonly MatchedTarget[]
  /** What the engine did: set when the match stopped the transaction. */
  readonly outcome: MatchOutcome | null
}

/** For the log line of a disruptive match. */
export interface MatchOutcome {
  readonly action: 'deny' | 'drop' | 'redirect' | 'proxy' | 'allow'
  readonly status: number
  readonly url: string
}
