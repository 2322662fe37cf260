import type { TransactionState } from '@secrule/program'
import { ownText } from '@secrule/stdlib'
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
    if (this.#only === null) {
      let text = ''
      for (const part of this.#parts) text += typeof part === 'string' ? part : part.read(transaction)
      return text
    }
    const value = this.#only.read(transaction)
    const known = this.#texts.get(value)
    if (known !== undefined) return known
    const text = this.#parts.map((part) => (typeof part === 'string' ? part : value)).join('')
    if (value.length > longestKept) return text
    if (this.#texts.size >= keptTexts) this.#texts.clear()
    this.#texts.set(ownText(value), text)
    return text
  }
}
