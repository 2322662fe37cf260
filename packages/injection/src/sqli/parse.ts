import { extendFingerprintKey, isAttackKey } from './fingerprints.js'
import { SqliFold } from './fold.js'
import { hasInjectionShape } from './injection-shape.js'
import { contextQuote, type SqliContext, type SqliDialect } from './scan.js'
import { type SqliToken, sqliToken } from './sqli-token.js'
import { TokenType } from './token-type.js'

const backtick = 0x60

/** One reading of a value, for tests and for explaining a verdict. */
export interface SqliParse {
  readonly context: SqliContext
  readonly dialect: SqliDialect
  /** The folded tokens. */
  readonly tokens: readonly SqliToken[]
  /** Their types; `X` alone when the value cannot be read reliably. */
  readonly fingerprint: string
  /** Whether this reading makes the value an injection. */
  readonly matches: boolean
  /** Whether the other dialect would read the value differently. */
  readonly isDialectBound: boolean
}

/** Reads values, one reading at a time, and judges each; its buffers serve all of them. */
export class SqliParser {
  readonly fold = new SqliFold()
  /** How many of the fold's slots make up the last reading's fingerprint, before `X` stands for all of it. */
  count = 0

  /** Reads the value once; true when it is an injection so read. */
  run(value: string, quote: number, isMysql: boolean): boolean {
    return this.judge(this.fold.run(value, quote, isMysql))
  }

  /** Begins to read a value once, for `goOn`. */
  begin(value: string, quote: number, isMysql: boolean): void {
    this.fold.begin(value, quote, isMysql)
  }

  /** Reads up to a place in the value or a little further; null when there is more, else as `run`. */
  goOn(until: number): boolean | null {
    const count = this.fold.goOn(until)
    return count < 0 ? null : this.judge(count)
  }

  private judge(count: number): boolean {
    this.count = count
    const { scan, slots } = this.fold
    const last = count > 2 ? slots[count - 1]! : undefined
    // MySQL takes an empty backtick that is never closed for a comment.
    if (last?.type === TokenType.name && last.open === backtick && last.length === 0 && last.close === 0)
      last.type = TokenType.comment
    let key = 0
    for (let i = 0; i < count; i++) {
      const { type } = slots[i]!
      if (type === TokenType.evil) return isAttackKey(extendFingerprintKey(0, type))
      key = extendFingerprintKey(key, type)
    }
    return isAttackKey(key) && hasInjectionShape(scan, slots, count)
  }

  /** The fingerprint of the last reading. */
  fingerprint(): string {
    let text = ''
    for (let i = 0; i < this.count; i++) text += String.fromCharCode(this.fold.slots[i]!.type)
    return text.includes('X') ? 'X' : text
  }

  /** Forgets the last value. */
  clear(): void {
    this.fold.clear()
  }
}

/** One reading of a value in full: its folded tokens, its fingerprint, and whether that makes it an injection. */
export function parseSqli(value: string, context: SqliContext, dialect: SqliDialect): SqliParse {
  const parser = new SqliParser()
  const matches = parser.run(value, contextQuote(context), dialect === 'mysql')
  return {
    context,
    dialect,
    tokens: parser.fold.slots.slice(0, parser.count).map(sqliToken),
    fingerprint: parser.fingerprint(),
    matches,
    isDialectBound: parser.fold.scan.isDialectBound,
  }
}
