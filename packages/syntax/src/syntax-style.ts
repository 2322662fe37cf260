import { dialects } from '@secrule/program'

/** What becomes of a backslash before a quote, and before another backslash. */
export type Escapes = 'quote' | 'pairs' | 'kept'

/** In what the engines differ before any name is looked at. The words are those of the dialects' knobs. */
export interface SyntaxStyle {
  /** A line that goes on: the indentation of the next one stays, or white space before the backslash goes too. */
  readonly continuation: 'own' | 'indented' | 'tight'
  readonly commentsContinue: boolean
  /** Lines that begin with `#` between those of a directive. */
  readonly commentsInside: 'dropped' | 'text'
  readonly quoteEscapes: Escapes
  readonly valueEscapes: Escapes
  /** A comma separates the variables of a rule, too. */
  readonly commaTargets: boolean
}

/** That of our own dialect. */
export const ownStyle: SyntaxStyle = dialects.secrule
