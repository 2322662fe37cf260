import type { TransactionState } from '@secrule/program'
import type { LinkedMacro } from './linked-macro.js'

/** Values of a macro of which the whole text is kept, and the longest of them. */
const keptTexts = 256
const longestKept = 64

/**
 * A text of several pieces, some of them macros. With one macro the texts for its last values are kept: names that rules
 * make of header names, say, are mostly the same from one transaction to the next.
 */
export class LinkedTemplate {
  readonly #parts: readonly (string | LinkedMacro)[]
  readonly #only: LinkedMacro | null
  readonly #texts = new Map<string, string>()

  constructor(parts: readonly (string | LinkedMacro)[]) {
    const macros = parts.filter((part) => typeof part !== 'string')
    this.#parts = parts
    this.#only = macros.length === 1 ? macros[0]! : null
  }

  expand(transaction: TransactionState): string {
    if (this.#only === null) return this.#joined(transaction, null)
    const value = this.#only.read(transaction)
    if (value.length > longestKept) return this.#joined(transaction, value)
    let text = this.#texts.get(value)
    if (text === undefined) {
      text = this.#joined(transaction, value)
      if (this.#texts.size >= keptTexts) this.#texts.clear()
      this.#texts.set(value, text)
    }
    return text
  }

  /** With the value of its only macro, when it has but one. */
  #joined(transaction: TransactionState, value: string | null): string {
    let text = ''
    for (const part of this.#parts) text += typeof part === 'string' ? part : (value ?? part.read(transaction))
    return text
  }
}
