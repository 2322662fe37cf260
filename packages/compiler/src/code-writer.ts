import { Op, opcodes } from '@secrule/program'

/** A place in the code that is not known yet. */
export interface Label {
  address: number
}

/** Appends instructions; addresses may be labels that are placed later. */
export class CodeWriter {
  readonly #code: number[] = []
  readonly #waiting: { readonly at: number; readonly label: Label }[] = []

  get address(): number {
    return this.#code.length
  }

  label(): Label {
    return { address: -1 }
  }

  place(label: Label): void {
    label.address = this.address
  }

  write(op: keyof typeof Op, ...operands: readonly (number | Label)[]): void {
    const code = Op[op]
    if (opcodes[code]!.operands.length !== operands.length)
      throw new Error(`\`${op}\` written with ${operands.length} operands`)
    this.#code.push(code)
    for (const operand of operands) {
      if (typeof operand !== 'number') this.#waiting.push({ at: this.#code.length, label: operand })
      this.#code.push(typeof operand === 'number' ? operand : -1)
    }
  }

  finish(): Int32Array {
    for (const { at, label } of this.#waiting) {
      if (label.address < 0) throw new Error('a label was never placed')
      this.#code[at] = label.address
    }
    return Int32Array.from(this.#code)
  }
}
