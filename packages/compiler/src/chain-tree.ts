import type { ChainNode } from '@secrule/program'
import { Pool } from './pool.js'

/** Transformation chains as a tree, so that chains with a common beginning share it. */
export class ChainTree {
  readonly #pool = new Pool<ChainNode>()

  constructor() {
    this.#pool.number('', () => ({ parent: -1, transformation: '' }))
  }

  get nodes(): readonly ChainNode[] {
    return this.#pool.items
  }

  /** The node that stands for the whole list of transformations. */
  node(transformations: readonly string[]): number {
    let parent = 0
    for (const transformation of transformations) {
      const from = parent
      parent = this.#pool.number(`${from} ${transformation}`, () => ({ parent: from, transformation }))
    }
    return parent
  }
}
