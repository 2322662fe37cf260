import type { ActionDefinition, Constant, SelectionItem, Span, Template } from '@secrule/program'

/** An action of a rule after its own check, before anything is decided that needs other rules. */
export interface RuleAction {
  readonly definition: ActionDefinition
  readonly constant: Constant
  /** The value as written. */
  readonly written: string
  /** Place of the action's name and of its value. */
  readonly span: Span
  readonly valueSpan: Span
}

/** The disruptive action and status that `block` stands for. */
export interface Blocking {
  readonly disruptive: RuleAction
  readonly status: RuleAction | null
}

/** An operator as a rule uses it. */
export interface RuleOperator {
  readonly name: string
  readonly negated: boolean
  readonly argument: string
  readonly argumentSpan: Span
  readonly constant: Constant
  readonly template: Template | null
  readonly span: Span
  /** Operators of one text are the same only if this is: what they are compiled with changes with it (SecDataset). */
  readonly era: number
}

/**
 * A rule while the ruleset is being resolved. `actions` holds what it inherited, then its own, then what
 * SecRuleUpdateActionById added, so that the last one of a kind is the one that counts.
 */
export interface Rule {
  readonly id: number
  readonly phase: number
  /** The directive, and where its first and last line are. */
  readonly span: Span
  readonly line: number
  readonly endLine: number
  /** Null for SecAction, which matches without looking at anything. */
  operator: RuleOperator | null
  targets: readonly SelectionItem[]
  /** The operator stands for a script that is the condition by itself: SecRuleScript has no targets. */
  readonly isScript: boolean
  actions: readonly RuleAction[]
  /** How many of `actions` come from SecDefaultAction. */
  readonly inherited: number
  /** What `block` means in it, as SecDefaultAction said before it; null is pass. */
  readonly blocking: Blocking | null
  /** Rules that follow in the chain; only the first rule of a chain has any. */
  readonly links: Rule[]
  removed: boolean
  /** A chain whose next rule never came, where that is allowed: it does what it does for each match, but never matches. */
  unfinished: boolean
}

/** What stands in the list of rules: a rule with its links, or a marker. */
export type Entry =
  | { readonly kind: 'rule'; readonly rule: Rule }
  | { readonly kind: 'marker'; readonly label: string; readonly span: Span }
