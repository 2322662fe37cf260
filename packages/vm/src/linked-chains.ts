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
  /** The chain that is the last step alone: chains that come to the same text share what it makes of that. Null for itself. */
  readonly alone: LinkedChain | null
}

/** A node while the tree is made. */
type Step = { -readonly [K in keyof LinkedChain]: LinkedChain[K] }

/** Makes the chains ready, by the numbers that they have in the Program; behind them are steps that stand alone. */
export function linkChains(
  nodes: readonly ChainNode[],
  settings: Readonly<Settings>,
  dialect: Dialect,
  profiler: Profiler | null,
): readonly LinkedChain[] {
  const linked: Step[] = []
  const add = (name: string, parent: LinkedChain | null): Step => {
    const definition = transformationFor(name, dialect)
    const path: LinkedChain[] = []
    const run = definition?.link?.(settings) ?? ((value: string) => definition!.run(value))
    const step: Step = {
      index: linked.length,
      parent,
      name,
      run: profiler === null ? run : (value) => profiler.apart('transformation', name, () => run(value)),
      alwaysChanges: definition?.alwaysChanges === true,
      touches: parent === null ? null : joined(parent, definition?.touches),
      ownTouches: definition?.touches === undefined ? null : byteMask([definition.touches]),
      path,
      alone: null,
    }
    if (parent !== null) path.push(...parent.path, step)
    linked.push(step)
    return step
  }
  for (const { transformation, parent } of nodes) add(transformation, linked[parent] ?? null)
  const [root] = linked
  const alone = new Map<string, LinkedChain>()
  for (const step of linked) if (step.parent === root) alone.set(step.name, step)
  for (const step of linked.filter(({ path }) => path.length > 1)) {
    step.alone = alone.get(step.name) ?? add(step.name, root!)
    alone.set(step.name, step.alone)
  }
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
