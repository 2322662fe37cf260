import type { RuleInfo } from '@secrule/program'
import type { LinkedOperator } from './linked-operator.js'
import type { LogText } from './logging/log-text.js'
import type { Target } from './target.js'

/** What a `match` instruction stands for: the same for every value that it finds. */
export interface MatchUse {
  readonly rule: RuleInfo
  readonly operator: LinkedOperator
  readonly chain: number
  readonly negated: boolean
  /** What its operator finds becomes TX:0 and on. */
  readonly captures: boolean
  /** Of values after each transformation, too. */
  readonly multiMatch: boolean
}

/** One value that matched, as it was found. */
export class MatchedTarget {
  /** After transformations. */
  readonly value: string
  readonly use: MatchUse
  /** The part of the value that the operator found, where it told. */
  readonly found: string | null
  readonly #target: Target
  readonly #argument: string | null

  constructor(target: Target, value: string, use: MatchUse, found: string | null, argument: string | null) {
    this.#target = target
    this.#argument = argument
    this.value = value
    this.use = use
    this.found = found
  }

  get variable(): string {
    return this.#target.variable
  }

  get key(): string {
    return this.#target.key
  }

  /** Before transformations. */
  get original(): string {
    return this.#target.text
  }

  get rule(): RuleInfo {
    return this.use.rule
  }

  get operator(): LinkedOperator {
    return this.use.operator
  }

  /** What the operator was given: its argument with macros expanded. */
  get argument(): string {
    return this.#argument ?? this.use.operator.use.argument
  }

  get chain(): number {
    return this.use.chain
  }

  get negated(): boolean {
    return this.use.negated
  }
}

/** A rule or chain that matched, with its texts expanded at that moment. */
export interface RuleMatch {
  readonly rule: RuleInfo
  readonly phase: number
  readonly message: LogText
  readonly data: LogText
  readonly tags: readonly LogText[]
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
