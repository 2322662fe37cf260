import type { ChainNode, Settings } from '@secrule/program'
import { transformations } from '@secrule/stdlib'
import type { Value, ValueTable } from './value.js'

/** One node of the tree of chains, ready to run. */
export interface LinkedChain {
  readonly index: number
  readonly parent: LinkedChain | null
  readonly name: string
  readonly run: (value: string) => string
  readonly alwaysChanges: boolean
  /** The nodes from the first transformation to this one. */
  readonly path: readonly LinkedChain[]
}

export function linkChains(nodes: readonly ChainNode[], settings: Readonly<Settings>): readonly LinkedChain[] {
  const linked: LinkedChain[] = []
  nodes.forEach((node, index) => {
    const definition = transformations.get(node.transformation)
    const parent = linked[node.parent] ?? null
    const step = {
      index,
      parent,
      name: node.transformation,
      run: definition?.link?.(settings) ?? ((value: string) => definition!.run(value)),
      alwaysChanges: definition?.alwaysChanges === true,
      path: [] as LinkedChain[],
    }
    if (parent !== null) step.path.push(...parent.path, step)
    linked.push(step)
  })
  return linked
}

/** What a chain makes of a value; each step is done once for each distinct text. */
export function transformed(value: Value, chain: LinkedChain, values: ValueTable): Value {
  if (chain.parent === null) return value
  const known = value.after[chain.index]
  if (known !== undefined) return known
  const before = transformed(value, chain.parent, values)
  const text = chain.run(before.text)
  const after = text === before.text ? before : values.of(text)
  value.after[chain.index] = after
  return after
}
