import type { Sweep } from '@secrule/regex'
import type { LinkedChain } from './linked-chains.js'
import type { LinkedOperator } from './linked-operator.js'
import type { Prefilter } from './prefilter.js'
import type { Target } from './target.js'
import type { ValueTable } from './value.js'

/** Bytes that are worked on at once. More than that only one step over one long value takes, which is then alone. */
const sliceOfWork = 131_072
/** What a step costs that is next to nothing, in bytes; and below how many a slice has hardly begun. */
const leastWork = 128
const littleWork = 4096
/** What is done with a value up to this length is one step. */
const shortLength = 512

/**
 * For transactions with long values or very many: does what the machine is about to need in steps, each of which is one
 * transformation of one value or a scan of a part of it. Between two steps other work of the process can have its turn.
 * What the steps find out is kept in the table of values, so that the machine then finds it all done. Whoever gets a
 * false gives way and asks for the same again.
 */
export class LookAhead {
  readonly #prefilter: Prefilter
  readonly #values: ValueTable
  /** Before the first step of a phase there was work already: the message was taken apart. */
  #work = sliceOfWork + 1
  // the value that is being scanned, and how far
  #scanned = -1
  #from = 0
  #sweep: Sweep | null = null

  constructor(prefilter: Prefilter, values: ValueTable) {
    this.#prefilter = prefilter
    this.#values = values
  }

  /** Whether that many bytes may be worked on before others have their turn. */
  allows(bytes: number): boolean {
    if (this.#work > littleWork && this.#work + bytes > sliceOfWork) {
      this.#work = 0
      return false
    }
    this.#work += bytes + leastWork
    return true
  }

  /** Which operators can match what a chain makes of a value. */
  view(value: number, chain: LinkedChain): boolean {
    const { length } = this.#values.text(value)
    if (length <= shortLength) return this.allows(length)
    return this.allows(0) && this.#prepare(value, chain, true)
  }

  /** The same of a target that is about to be tested. */
  target({ text, value }: Target, chain: LinkedChain, operator: LinkedOperator): boolean {
    if (text.length <= shortLength) return this.allows(text.length)
    const number = value >= 0 || chain.parent === null ? value : this.#values.of(text)
    return number < 0 || this.#prepare(number, chain, operator.bit >= 0)
  }

  #prepare(value: number, chain: LinkedChain, scans: boolean): boolean {
    const values = this.#values
    let last = value
    if (values.isTransformed(value, chain)) last = values.after(value, chain)
    else {
      if (chain.touches !== null && !this.#scan(value)) return false
      for (const step of chain.path) {
        if (!values.isTransformed(value, step)) {
          if (step.ownTouches !== null && !this.#scan(last)) return false
          if (!this.allows(values.text(last).length)) return false
        }
        last = values.after(value, step)
      }
    }
    return !scans || this.#scan(last)
  }

  #scan(value: number): boolean {
    const values = this.#values
    if (values.isScanned(value)) return true
    const text = values.text(value)
    if (text.length <= sliceOfWork) {
      if (!this.allows(text.length)) return false
      values.scan(value)
      return true
    }
    if (this.#scanned !== value || this.#sweep === null) {
      this.#scanned = value
      this.#from = 0
      this.#sweep = this.#prefilter.sweep()
    }
    while (this.#from < text.length) {
      const to = Math.min(text.length, this.#from + sliceOfWork)
      if (!this.allows(to - this.#from)) return false
      this.#prefilter.scanPart(text, this.#from, to, this.#sweep)
      this.#from = to
    }
    values.concludeScan(value, this.#sweep)
    this.#sweep = null
    return true
  }
}
