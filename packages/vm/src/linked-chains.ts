import type { ChainNode, Dialect, Profiler, Settings } from '@secrule/program'
import { transformationFor } from '@secrule/stdlib'
import { byteMask } from './byte-mask.js'

/** One node of the tree of chains, ready to run. */
export interface LinkedChain {
  readonly index: number
  readonly parent: LinkedChain | null
  readonly name: string
  readonly run: (value: string) => string
  readonly alwaysChanges: boolean
  /** Bytes of which a value must hold one for any step up to this one to change it; null: any value may change. */
  readonly touches: Int32Array | null
  /** The same for this step alone. */
  readonly ownTouches: Int32Array | null
  /** The nodes from the first transformation to this one. */
  readonly path: readonly LinkedChain[]
}

export function linkChains(
  nodes: readonly ChainNode[],
  settings: Readonly<Settings>,
  dialect: Dialect,
  profiler: Profiler | null,
): readonly LinkedChain[] {
  const linked: LinkedChain[] = []
  nodes.forEach((node, index) => {
    const definition = transformationFor(node.transformation, dialect)
    const parent = linked[node.parent] ?? null
    const path: LinkedChain[] = []
    const run = definition?.link?.(settings) ?? ((value: string) => definition!.run(value))
    const name = node.transformation
    const step: LinkedChain = {
      index,
      parent,
      name,
      run: profiler === null ? run : (value) => profiler.apart('transformation', name, () => run(value)),
      alwaysChanges: definition?.alwaysChanges === true,
      touches: parent === null ? null : joined(parent, definition?.touches),
      ownTouches: definition?.touches === undefined ? null : byteMask([definition.touches]),
      path,
    }
    if (parent !== null) path.push(...parent.path, step)
    linked.push(step)
  })
  return linked
}

/** What touches a chain: what touches any of its steps. */
function joined(parent: LinkedChain, touches: string | undefined): Int32Array | null {
  if (touches === undefined || (parent.parent !== null && parent.touches === null)) return null
  const mask = byteMask([touches])
  parent.touches?.forEach((word, place) => {
    mask[place]! |= word
  })
  return mask
}
