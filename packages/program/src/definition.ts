import { type Member, NamedValue } from './collection.js'
import type { Diagnostic } from './diagnostic.js'
import type { Dialect } from './dialect-shape.js'
import type { RuleInfo } from './program.js'
import type { MaybePromise, Services } from './services.js'
import type { Settings } from './settings.js'
import type { Span } from './span.js'
import type { Template } from './template.js'
import type { TransactionState } from './transaction-state.js'

/** What every element of the language says of itself. The reference, completion and linter read it. */
export interface Documented {
  /** The name as the documentation spells it. Compared without case. */
  readonly name: string
  readonly aliases?: readonly string[]
  /** One sentence. */
  readonly summary: string
  /** One line or a few of rule language. */
  readonly example?: string
  /** What differs in other engines, if anything does. */
  readonly engines?: string
}

/** Plain data that can be written to a bundle: JSON values and typed arrays. */
export type Constant = unknown

/** What an element's `compile` may ask. */
export interface CompileContext {
  readonly dialect: Dialect
  /** The settings as the directives before this place left them. */
  readonly settings: Readonly<Settings>
  /** Reads a file that a rule names: beside the rule's own file first, then in the base folder. */
  readFile(name: string, span: Span): { readonly path: string; readonly text: string } | Diagnostic
  /** A Lua script was read that the rules run: whoever has Lua can look at it. */
  noteScript?(script: { readonly path: string; readonly text: string }, span: Span): void
  /**
   * Where a file is that a rule names, without reading it; null when there is none. Absent where there are no files.
   */
  locate?(name: string, span: Span): string | null
  /** Lines of a SecDataset. */
  dataset(name: string): readonly string[] | null
  /** Somebody wants to know what is no fault, too. */
  readonly notes?: boolean
  /** Adds a warning without making the element fail. */
  warn(diagnostic: Diagnostic): void
}

// ---------------------------------------------------------------- operators

/**
 * A necessary condition for a match: of every list at least one string (lower-case) is in the value, ASCII case
 * folded.
 */
export type Requirement = readonly (readonly string[])[]

/** What a running operator may tell and ask. */
export interface OperatorContext {
  readonly transaction: TransactionState
  /** Somebody wants captures; an operator may skip the work otherwise. */
  readonly capturing: boolean
  /** Sets TX:group to a part of the value. The engine writes them only when the rule says `capture`. */
  capture(group: number, from: number, to: number): void
  captureText(group: number, text: string): void
  /** An error is never a match, negated or not. Gives false, to be returned. */
  error(code: string): false
  /** The name of the target that is being tested, such as `ARGS:a`. */
  readonly target: string
  /**
   * Lets other work of the process go on, for operators that take long over a long value; null or absent: there is
   * none.
   */
  readonly giveWay?: (() => Promise<void>) | null
}

/** A service that an element cannot do without, by its name among the services. */
export type Need = 'pcre2' | 'geo' | 'xml' | 'lua' | 'resolver' | 'fileSystem' | 'inspector'

export interface OperatorDefinition<C = unknown, L = unknown> extends Documented {
  /** Whether text after the name is needed, may stand there, or is ignored. */
  readonly argument: 'required' | 'optional' | 'none'
  /** Macros in the argument are expanded at every evaluation. */
  readonly macros: boolean
  /**
   * Whether it matches is a matter of its argument and the value alone, and without a match it leaves nothing behind:
   * an engine may keep in mind that it does not match a value. An error is kept by nobody.
   */
  readonly pure?: true
  /** Name of the class in libmodsecurity, for log lines: `Rx`, `PmFromFile`. */
  readonly logName: string
  /** Argument text to constant. `span` is that of the argument: `subspan(span, from, to)` points into it. */
  compile(argument: string, span: Span, context: CompileContext): C | Diagnostic
  /** Constant to what `run` needs; once an engine, lazily. Without it `run` gets the constant. */
  link?(constant: C, services: Services, settings: Readonly<Settings>, dialect: Dialect): L
  /**
   * Does a part of what `run` would do at its first use and never again; whether some is left to do. Without it there
   * is nothing worth dividing.
   */
  prepare?(live: L): boolean
  run(live: L, value: string, context: OperatorContext): MaybePromise<boolean>
  /** What must be in a value that this operator matches; null when nothing is known. */
  requirement?(constant: C): Requirement | null
  /** The least bytes of a value that it matches. */
  minLength?(constant: C): number
  /** Services that must be there: `createEngine` refuses a Program whose needs are not met. */
  needs?(constant: C, settings: Readonly<Settings>, dialect: Dialect): readonly Need[]
  /** True when the engine cannot run it as written, with the reason as a warning: none so far. */
  readonly capturesAlways?: boolean
}

/** Gives the definition its constant and live types. */
export function operator<C, L = C>(definition: OperatorDefinition<C, L>): OperatorDefinition {
  return definition
}

// ---------------------------------------------------------- transformations

export interface TransformationDefinition extends Documented {
  /** The transformed value; the very same string when nothing changed. */
  run(value: string): string
  /** For those that depend on settings: made once an engine. Replaces `run`. */
  link?(settings: Readonly<Settings>): (value: string) => string
  /** It counts as a change for multiMatch even if the bytes are the same (md5, length …). */
  readonly alwaysChanges?: boolean
  /** Bytes of which a value must hold one for it to be changed at all. Left out: any value may change. */
  readonly touches?: string
}

export function transformation(definition: TransformationDefinition): TransformationDefinition {
  return definition
}

// ---------------------------------------------------------------- variables

export interface VariableDefinition extends Documented {
  readonly shape: 'scalar' | 'collection'
  /** `xpath`: what follows the colon is an XPath expression. `none`: no key allowed. */
  readonly selector: 'none' | 'key' | 'xpath'
  /** First phase in which it can have a value (0 to 5). */
  readonly phase: 0 | 1 | 2 | 3 | 4 | 5
  /** Its members stay as they are from the start of a phase to its end, so that rules may share them. */
  readonly stable: boolean
  /** Lower-case name of the collection that setvar, initcol … write, when rules can write it. */
  readonly writable?: string
  /** Keys compare with case in dialects that ask for it (ARGS and its kin). */
  readonly caseSensitiveKeys?: boolean
  /** What is wrong with a key (an XPath expression), or null. */
  checkKey?(key: string): string | null
  /** The value of a scalar; null when it has none. */
  readonly value?: (transaction: TransactionState) => string | null
  /** All members; a scalar gives one with an empty key, or none when it has no value. */
  read(transaction: TransactionState): readonly Member[]
  /** The members of one lower-case key, where that is faster than looking through all, or an XPath's values. */
  named?(
    transaction: TransactionState,
    lowerKey: string,
    namespaces: readonly (readonly [string, string])[],
  ): readonly Member[]
}

/** A variable with one value. `read` gives null when it has none. */
export function scalar(
  definition: Omit<VariableDefinition, 'shape' | 'selector' | 'read' | 'value'> & {
    value(transaction: TransactionState): string | null
  },
): VariableDefinition {
  const { value, ...rest } = definition
  return {
    ...rest,
    shape: 'scalar',
    selector: 'none',
    value,
    read: (transaction) => {
      const text = value(transaction)
      return text === null ? [] : [new NamedValue('', text)]
    },
  }
}

/** A variable with members. */
export function collection(
  definition: Omit<VariableDefinition, 'shape' | 'selector' | 'value'> & { selector?: 'key' | 'xpath' },
): VariableDefinition {
  return { selector: 'key', ...definition, shape: 'collection' }
}

// ------------------------------------------------------------------ actions

/** Rules by index, for elements that name rules: resolved when all rules are known. */
export interface RuleTable {
  byId(ranges: readonly (readonly [from: number, to: number])[]): readonly number[]
  byTag(text: string): readonly number[]
  byMessage(text: string): readonly number[]
}

/** What an action that describes a rule changes in it. */
export type RuleDraft = { -readonly [K in keyof RuleInfo]: RuleInfo[K] }

export interface ActionDefinition<C = unknown> extends Documented {
  /**
   * metadata: describes the rule; flow: chain, skip, skipAfter, carried out by the compiler; disruptive: at most one a
   * rule, run at the end of the match; setting: data or flags of the evaluation (capture, t, multiMatch, status, log
   * …); effect: run when the rule matched.
   */
  readonly group: 'metadata' | 'flow' | 'disruptive' | 'setting' | 'effect'
  readonly argument: 'none' | 'optional' | 'required'
  /** How often it may stand in a rule: the last one counts, or all do. */
  readonly repeat: 'last' | 'all'
  /** Effects only: run for every matching value (setvar), or once a rule. */
  readonly each?: 'match' | 'rule'
  /** Allowed in a rule inside a chain, and in SecDefaultAction. */
  readonly inLink: boolean
  readonly inDefault: boolean
  compile(argument: string | null, span: Span, context: CompileContext): C | Diagnostic
  /** metadata and setting: puts the constant into the rule. */
  describe?(constant: C, rule: RuleDraft): void
  /** Replaces what names rules in the constant by their indexes, once all rules are known. */
  resolve?(constant: C, rules: RuleTable): C
  /** Whether all that it reads and writes is TX, so that it does the same whenever TX is the same. */
  onlyTx?(constant: C): boolean
  /**
   * Whether what it does is a matter of its constant alone, and no condition looks at it: it can be run in place of
   * its rule.
   */
  repeatable?(constant: C): boolean
  /** effect and disruptive. */
  run?(constant: C, transaction: TransactionState, rule: RuleInfo): MaybePromise<void>
  /** Services that must be there, as for operators. */
  needs?(constant: C): readonly Need[]
}

export function action<C>(definition: ActionDefinition<C>): ActionDefinition {
  return definition
}

/** An option of the ctl action. */
export interface CtlDefinition<C = unknown> extends Documented {
  /** The last phase in which it still has its effect. */
  readonly lastPhase: 1 | 2 | 3 | 4 | 5
  /** What it does is a matter of its value alone, and no condition looks at it. */
  readonly repeatable?: true
  compile(value: string, span: Span, context: CompileContext): C | Diagnostic
  resolve?(constant: C, rules: RuleTable): C
  run(constant: C, transaction: TransactionState): MaybePromise<void>
}

export function ctl<C>(definition: CtlDefinition<C>): CtlDefinition {
  return definition
}

// --------------------------------------------------------------- directives

/** One word of a directive's arguments. */
export interface Word {
  readonly value: string
  readonly span: Span
}

export interface DirectiveDefinition<C = unknown> extends Documented {
  /** The form of the arguments as the reference shows it: `On|Off`, `BYTES`. */
  readonly form: string
  /** How many words it takes. */
  readonly words: readonly [least: number, most: number]
  /** `structure`: shapes the ruleset and is carried out by the compiler (Include, SecMarker, SecRuleRemove* …). */
  readonly group: 'setting' | 'structure'
  compile?(words: readonly Word[], span: Span, context: CompileContext): C | Diagnostic
  apply?(constant: C, settings: Settings): void
}

export function directive<C>(definition: DirectiveDefinition<C>): DirectiveDefinition {
  return definition
}

/** A text with macros, or without any. */
export type { Template }
