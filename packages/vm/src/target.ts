import type { Value } from './value.js'

/** One value that a rule looks at: where it came from and what it is. */
export class Target {
  /** Canonical name of the variable. */
  readonly variable: string
  /** Key as received; empty for scalars. */
  readonly key: string
  readonly value: Value

  constructor(variable: string, key: string, value: Value) {
    this.variable = variable
    this.key = key
    this.value = value
  }

  /** `ARGS:a`, `REQUEST_URI`. */
  get name(): string {
    return this.key === '' ? this.variable : `${this.variable}:${this.key}`
  }
}
