import type { Collected, LinkedVariable } from './linked-variable.js'
import type { LinkedItem, LinkedSelection, TargetSource } from './selection.js'
import type { Target } from './target.js'

/** What picking a value costs, as bytes that are looked at. */
const pickWork = 64

/**
 * The values that variable lists pick, collected once as long as the variables stay as they are, and not again when they
 * turn out to be as they were.
 */
export class CollectedValues {
  readonly #selections: readonly LinkedSelection[]
  #source: TargetSource | null = null
  // by number, with when they were last found to be so; those that are not stable are never kept
  #epoch = 1
  readonly #ofItems: (Collected | null)[]
  readonly #itemEpochs: Int32Array
  readonly #ofVariables: (Collected | null)[]
  readonly #variableEpochs: Int32Array
  readonly #ofSelections = new Map<number, readonly Target[]>()

  constructor(selections: readonly LinkedSelection[]) {
    const items = selections.flatMap((selection) => selection.items)
    const itemCount = Math.max(0, ...items.map(({ number }) => number + 1))
    const variableCount = Math.max(0, ...items.map(({ variable }) => variable.number + 1))
    this.#selections = selections
    this.#ofItems = Array<Collected | null>(itemCount).fill(null)
    this.#itemEpochs = new Int32Array(itemCount)
    this.#ofVariables = Array<Collected | null>(variableCount).fill(null)
    this.#variableEpochs = new Int32Array(variableCount)
  }

  /** Values are those of a transaction now; null when it has ended. */
  begin(source: TargetSource | null): void {
    this.#source = source
    this.drop()
  }

  /** The variables may have changed. */
  forget(): void {
    this.#epoch++
    if (this.#ofSelections.size > 0) this.#ofSelections.clear()
  }

  /** The numbers of values have changed. */
  drop(): void {
    this.forget()
    this.#ofItems.fill(null)
    this.#ofVariables.fill(null)
  }

  /** The values of a variable list. */
  ofSelection(selection: number): readonly Target[] {
    const { items, stable } = this.#selections[selection]!
    if (items.length === 1) return this.ofItem(items[0]!)
    const known = this.#ofSelections.get(selection)
    if (known !== undefined) return known
    const joined: Target[] = []
    for (const item of items) for (const target of this.ofItem(item)) joined.push(target)
    if (stable) this.#ofSelections.set(selection, joined)
    return joined
  }

  /** The values of one entry of variable lists. */
  readonly ofItem = (item: LinkedItem): readonly Target[] => {
    const { number } = item
    const last = this.#ofItems[number]!
    if (this.#itemEpochs[number] === this.#epoch && last !== null) return last.targets
    const source = this.#source!
    const collected = item.collect(source, last)
    source.values.work += collected.targets.length * pickWork
    if (item.stable) {
      this.#ofItems[number] = collected
      this.#itemEpochs[number] = this.#epoch
    }
    return collected.targets
  }

  /** All values of a variable. */
  ofVariable(variable: LinkedVariable): readonly Target[] {
    const { number } = variable
    const last = this.#ofVariables[number]!
    if (this.#variableEpochs[number] === this.#epoch && last !== null) return last.targets
    const source = this.#source!
    const collected = variable.collect(source, last)
    source.values.work += collected.targets.length * pickWork
    if (variable.stable) {
      this.#ofVariables[number] = collected
      this.#variableEpochs[number] = this.#epoch
    }
    return collected.targets
  }
}
