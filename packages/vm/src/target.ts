/** One value that a rule looks at: where it came from and what it is. */
export class Target {
  /** Canonical name of the variable, with `&` for a count. */
  readonly variable: string
  /** Key as received; empty for scalars. */
  readonly key: string
  /** Number of the value in the transaction's table. */
  readonly value: number

  constructor(variable: string, key: string, value: number) {
    this.variable = variable
    this.key = key
    this.value = value
  }

  /** `ARGS:a`, `REQUEST_URI`. */
  get name(): string {
    return this.key === '' ? this.variable : `${this.variable}:${this.key}`
  }
}
