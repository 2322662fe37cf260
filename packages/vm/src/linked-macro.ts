import type { Dialect, MacroReference, TransactionState, VariableDefinition } from '@secrule/program'
import type { Pcre2 } from '@secrule/regex'
import { lowerCase, variableFor } from '@secrule/stdlib'
import { keyPattern } from './selection.js'

/** A macro with what it reads, found out once. Nearly all read one variable of TX, which they get without a detour. */
export class LinkedMacro {
  readonly #txKey: string | null
  readonly #absent: string
  readonly #key: string | null
  readonly #definition: VariableDefinition
  readonly #fits: ((key: string) => boolean) | null

  /** `nameOf` gives the one string that stands for a name of TX. */
  constructor(reference: MacroReference, dialect: Dialect, pcre2: Pcre2 | null, nameOf: (lowerKey: string) => string) {
    const { variable, key, pattern, absent = '' } = reference
    this.#absent = absent
    this.#key = key
    this.#definition = variableFor(variable, dialect)!
    this.#txKey = this.#definition.writable === 'tx' && key !== null ? nameOf(key) : null
    this.#fits = pattern === undefined ? null : keyPattern(pattern, pcre2)
  }

  /** Its value now; what is absent is empty, or the text that the dialect has for it. */
  read(transaction: TransactionState): string {
    if (this.#txKey !== null) return transaction.tx.get(this.#txKey) ?? this.#absent
    const definition = this.#definition
    const key = this.#key
    const fits = this.#fits
    if (fits !== null) return definition.read(transaction).find((member) => fits(member.key))?.value ?? this.#absent
    if (key === null) return definition.read(transaction)[0]?.value ?? this.#absent
    if (definition.named !== undefined) return definition.named(transaction, key, [])[0]?.value ?? this.#absent
    return definition.read(transaction).find((member) => lowerCase(member.key) === key)?.value ?? this.#absent
  }
}
