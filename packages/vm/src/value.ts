/**
 * A text as rules look at it, and what became of it. Equal texts of a transaction share one Value, so each distinct
 * text is transformed once per chain and scanned once, wherever it stands.
 */
export class Value {
  readonly text: string
  /** What a chain made of it, by chain number. */
  readonly after: (Value | undefined)[] = []
  /** Operators whose required texts are all in it, one bit each; null before the first scan. */
  candidates: Uint32Array | null = null

  constructor(text: string) {
    this.text = text
  }
}

/** All distinct texts of one transaction. */
export class ValueTable {
  readonly #values = new Map<string, Value>()

  of(text: string): Value {
    let value = this.#values.get(text)
    if (value === undefined) {
      value = new Value(text)
      this.#values.set(text, value)
    }
    return value
  }

  clear(): void {
    this.#values.clear()
  }
}
