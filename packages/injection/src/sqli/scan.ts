import { sqliWords } from './words.js'

/** What stood before the input in the statement that is guessed at: nothing, a single quote, or a double quote. */
export type SqliContext = 'none' | 'single' | 'double'

/** Whose comments are assumed: `--x` opens one for `ansi`, `#` opens one for `mysql`. */
export type SqliDialect = 'ansi' | 'mysql'

/** Code of the quote that a context supposes before the input; 0 for none. */
export function contextQuote(context: SqliContext): number {
  return context === 'single' ? 0x27 : context === 'double' ? 0x22 : 0
}

/** The state of one parse: the input, the reading position, and the counters that later decisions look at. */
export class SqliScan {
  readonly words = sqliWords()
  input = ''
  size = 0
  position = 0
  /** Code of the quote supposed before the input, 0 for none. */
  quote = 0
  isMysql = false
  /** Tokens delivered, comments and skipped ones included. */
  tokenCount = 0
  /** Whether a `--x` comment or a `#` was met: what the other dialect would read differently. */
  isDialectBound = false

  begin(input: string, quote: number, isMysql: boolean): void {
    this.input = input
    this.size = input.length
    this.position = 0
    this.quote = quote
    this.isMysql = isMysql
    this.tokenCount = 0
    this.isDialectBound = false
  }
}
