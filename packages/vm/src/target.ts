import type { SharedRows } from './shared-rows.js'

/** One value that a rule looks at: where it came from and what it is. */
export class Target {
  /** Canonical name of the variable, with `&` for a count. */
  readonly variable: string
  /** Key as received; empty for scalars. */
  readonly key: string
  readonly text: string
  /** Number of the text in the transaction's table; -1 for values that change too often to be kept there. */
  readonly value: number

  /** For one that transactions share. */
  readonly shared: SharedRows | null

  constructor(variable: string, key: string, text: string, value: number, shared: SharedRows | null = null) {
    this.variable = variable
    this.key = key
    this.text = text
    this.value = value
    this.shared = shared
  }

  /** `ARGS:a`, `REQUEST_URI`. */
  get name(): string {
    return this.key === '' ? this.variable : `${this.variable}:${this.key}`
  }
}
