import type { ByteSet } from './byte-set.js'

/** One byte of a set. `.`, classes and literals all are this; letter case is already folded in. */
export interface SetNode {
  readonly kind: 'set'
  readonly set: ByteSet
}

/** Matches the empty string. */
export interface EmptyNode {
  readonly kind: 'empty'
}

/** Matches nothing: `(*FAIL)`, `(?!)`. */
export interface NeverNode {
  readonly kind: 'never'
}

export interface SequenceNode {
  readonly kind: 'sequence'
  readonly items: readonly Node[]
}

/** Alternatives in order of preference; `reset` is the branch reset group `(?|`, whose alternatives number alike. */
export interface ChoiceNode {
  readonly kind: 'choice'
  readonly options: readonly Node[]
  readonly reset: boolean
}

export interface RepeatNode {
  readonly kind: 'repeat'
  readonly body: Node
  readonly min: number
  /** Infinity when there is no upper bound. */
  readonly max: number
  readonly mode: 'greedy' | 'lazy' | 'possessive'
}

/** A capturing group. */
export interface GroupNode {
  readonly kind: 'group'
  readonly index: number
  readonly name: string | null
  readonly body: Node
}

export interface AtomicNode {
  readonly kind: 'atomic'
  readonly body: Node
}

/** Lookahead or lookbehind. `atomic` is false for the rare `(*napla:` and `(*naplb:`. */
export interface LookNode {
  readonly kind: 'look'
  readonly ahead: boolean
  readonly negative: boolean
  readonly atomic: boolean
  readonly body: Node
}

export type Assertion =
  | 'subjectStart'
  | 'subjectEnd'
  | 'subjectEndOrNewline'
  | 'lineStart'
  | 'lineEnd'
  | 'wordBoundary'
  | 'notWordBoundary'
  | 'searchStart'

/** A place in the subject; `subjectEndOrNewline` is `\Z`, `lineStart` is not true after a final line feed. */
export interface AssertNode {
  readonly kind: 'assert'
  readonly what: Assertion
}

/** A back reference; several groups when a name is shared, the first that is set counts. */
export interface ReferenceNode {
  readonly kind: 'reference'
  readonly groups: readonly number[]
  readonly caseless: boolean
}

/** A group run as a subroutine; 0 is the whole pattern. */
export interface CallNode {
  readonly kind: 'call'
  readonly group: number
}

export type Condition =
  | { readonly kind: 'groups'; readonly groups: readonly number[] }
  | { readonly kind: 'recursion'; readonly group: number | null }
  | { readonly kind: 'define' }
  | { readonly kind: 'look'; readonly look: LookNode }

export interface ConditionalNode {
  readonly kind: 'conditional'
  readonly condition: Condition
  readonly yes: Node
  readonly no: Node
}

/** `\R`: any line ending, CRLF as one. */
export interface NewlineNode {
  readonly kind: 'newline'
}

/** `\X`: in byte mode CRLF, or one byte. */
export interface ClusterNode {
  readonly kind: 'cluster'
}

/** `\K`: the match starts here. */
export interface KeepNode {
  readonly kind: 'keep'
}

/** A backtracking verb other than `(*FAIL)`, written as PCRE2 reads it. */
export interface VerbNode {
  readonly kind: 'verb'
  readonly text: string
}

export type Node =
  | SetNode
  | EmptyNode
  | NeverNode
  | SequenceNode
  | ChoiceNode
  | RepeatNode
  | GroupNode
  | AtomicNode
  | LookNode
  | AssertNode
  | ReferenceNode
  | CallNode
  | ConditionalNode
  | NewlineNode
  | ClusterNode
  | KeepNode
  | VerbNode

/** The node that matches the empty string. */
export const emptyNode: EmptyNode = { kind: 'empty' }

/** The node that matches nothing. */
export const neverNode: NeverNode = { kind: 'never' }

/** A node for one byte of a set. */
export function setNode(set: ByteSet): Node {
  return set.isEmpty() ? neverNode : { kind: 'set', set }
}

/** Nodes one after the other, without needless nesting. */
export function sequenceNode(items: readonly Node[]): Node {
  const flat: Node[] = []
  for (const item of items) {
    if (item.kind === 'sequence') flat.push(...item.items)
    else if (item.kind !== 'empty') flat.push(item)
  }
  return flat.length === 0 ? emptyNode : flat.length === 1 ? flat[0]! : { kind: 'sequence', items: flat }
}

/** Nodes as alternatives, without needless nesting. */
export function choiceNode(options: readonly Node[]): Node {
  return options.length === 0
    ? neverNode
    : options.length === 1
      ? options[0]!
      : { kind: 'choice', options, reset: false }
}
