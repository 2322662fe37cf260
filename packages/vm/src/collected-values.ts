import type { LinkedItem, LinkedSelection, LinkedVariable, TargetSource } from './selection.js'
import type { Target } from './target.js'

/** The values that variable lists pick, collected once as long as the variables stay as they are. */
export class CollectedValues {
  readonly #source: TargetSource
  readonly #selections: readonly LinkedSelection[]
  // by number; those that are not stable are never kept
  #ofSelections: (readonly Target[] | undefined)[] = []
  #ofItems: (readonly Target[] | undefined)[] = []
  #ofVariables: (readonly Target[] | undefined)[] = []

  constructor(source: TargetSource, selections: readonly LinkedSelection[]) {
    this.#source = source
    this.#selections = selections
  }

  /** The variables have changed. */
  forget(): void {
    this.#ofSelections = []
    this.#ofItems = []
    this.#ofVariables = []
  }

  /** The values of a variable list. */
  ofSelection(selection: number): readonly Target[] {
    const known = this.#ofSelections[selection]
    if (known !== undefined) return known
    const { items, stable } = this.#selections[selection]!
    let targets: readonly Target[]
    if (items.length === 1) targets = this.ofItem(items[0]!)
    else {
      const joined: Target[] = []
      for (const item of items) for (const target of this.ofItem(item)) joined.push(target)
      targets = joined
    }
    if (stable) this.#ofSelections[selection] = targets
    return targets
  }

  /** The values of one entry of variable lists. */
  readonly ofItem = (item: LinkedItem): readonly Target[] => {
    if (!item.stable) return item.collect(this.#source)
    let targets = this.#ofItems[item.number]
    if (targets === undefined) {
      targets = item.collect(this.#source)
      this.#ofItems[item.number] = targets
    }
    return targets
  }

  /** All values of a variable. */
  ofVariable(variable: LinkedVariable): readonly Target[] {
    if (!variable.definition.stable) return variable.collect(this.#source)
    let targets = this.#ofVariables[variable.number]
    if (targets === undefined) {
      targets = variable.collect(this.#source)
      this.#ofVariables[variable.number] = targets
    }
    return targets
  }
}
