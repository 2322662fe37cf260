import type { SourceFile, Span } from '@secrule/program'

/** A word or part of one, as the language means it: quotes, escapes and continuation lines are gone from `value`. */
export interface Text {
  readonly kind: 'text'
  /** Byte string. `span.offsets` leads from its bytes back to the file. */
  readonly value: string
  readonly span: Span
  /** The quote it stood in, or empty. */
  readonly quote: '"' | "'" | ''
}

/** What picks members of a collection. */
export type Selector = KeySelector | RegexSelector | XPathSelector

export interface KeySelector {
  readonly kind: 'key'
  readonly key: Text
  readonly span: Span
}

/** `/pattern/`; `\/` is already `/`. */
export interface RegexSelector {
  readonly kind: 'regex'
  readonly pattern: Text
  readonly span: Span
}

/** What follows `XML:`. */
export interface XPathSelector {
  readonly kind: 'xpath'
  readonly expression: Text
  readonly span: Span
}

/** One item of a variable list. */
export interface Variable {
  readonly kind: 'variable'
  readonly mode: 'select' | 'count' | 'exclude'
  readonly name: Text
  readonly selector: Selector | null
  readonly span: Span
}

/** `"@name argument"`, `"!@name argument"`, or a bare regular expression (`name` is null). */
export interface Operator {
  readonly kind: 'operator'
  readonly negated: boolean
  readonly name: Text | null
  readonly argument: Text
  readonly span: Span
}

/** One action of a list; `value` is null without a colon. */
export interface Action {
  readonly kind: 'action'
  readonly name: Text
  readonly value: Text | null
  readonly span: Span
}

/** Comments and blank lines are kept for the formatter. `text` is as written, from `#` on; continued ones hold line ends. */
export interface Comment {
  readonly kind: 'comment'
  readonly text: string
  readonly span: Span
}

export interface Blank {
  readonly kind: 'blank'
  readonly span: Span
}

/** SecRule. */
export interface RuleDirective {
  readonly kind: 'rule'
  readonly name: Text
  readonly variables: readonly Variable[]
  readonly operator: Operator
  readonly actions: readonly Action[] | null
  readonly span: Span
}

/** SecAction and SecDefaultAction. */
export interface ActionDirective {
  readonly kind: 'action-list'
  readonly name: Text
  readonly actions: readonly Action[]
  readonly span: Span
}

/** SecRuleScript. */
export interface ScriptDirective {
  readonly kind: 'script'
  readonly name: Text
  readonly file: Text
  readonly actions: readonly Action[] | null
  readonly span: Span
}

/** SecRuleUpdateTargetById, ByTag, ByMsg. `rules` are the words that name them. */
export interface UpdateTargetDirective {
  readonly kind: 'update-target'
  readonly name: Text
  readonly rules: readonly Text[]
  readonly targets: readonly Variable[]
  readonly replaced: Variable | null
  readonly span: Span
}

/** SecRuleUpdateActionById. */
export interface UpdateActionDirective {
  readonly kind: 'update-action'
  readonly name: Text
  readonly rule: Text
  readonly actions: readonly Action[]
  readonly span: Span
}

/** SecDataset with its backquote block. */
export interface DatasetDirective {
  readonly kind: 'dataset'
  readonly name: Text
  readonly label: Text
  readonly lines: readonly string[]
  readonly span: Span
}

/** Any other directive: its name and words (Include, SecMarker, SecRuleEngine …). */
export interface PlainDirective {
  readonly kind: 'directive'
  readonly name: Text
  readonly words: readonly Text[]
  readonly span: Span
}

/**
 * An Apache section. Whether its inside counts is decided while parsing (IfModule, IfDefine …): items of a section that
 * does not hold are not parsed, and stand in `skipped` as they were written.
 */
export interface Section {
  readonly kind: 'section'
  readonly name: Text
  readonly argument: Text | null
  readonly holds: boolean
  readonly items: readonly Item[]
  readonly skipped: string | null
  readonly span: Span
}

export type Directive =
  | RuleDirective
  | ActionDirective
  | ScriptDirective
  | UpdateTargetDirective
  | UpdateActionDirective
  | DatasetDirective
  | PlainDirective

export type Item = Directive | Section | Comment | Blank

/** A directive that could not be read. It was reported, and is not among the items. */
export interface BrokenDirective {
  readonly name: Text
  readonly span: Span
}

/** A rule file. */
export interface RuleFile {
  readonly kind: 'file'
  readonly source: SourceFile
  readonly items: readonly Item[]
  /** In source order; absent when there are none. A rule that is missed may be among them: do not complain about it again. */
  readonly broken?: readonly BrokenDirective[]
}

export type Node = RuleFile | Item | Variable | Selector | Operator | Action | Text
