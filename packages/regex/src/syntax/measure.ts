import type { Node } from './ast.js'

/** How many bytes a node can eat, at least and at most. */
export interface Length {
  readonly min: number
  readonly max: number
}

const unknown: Length = { min: 0, max: Number.POSITIVE_INFINITY }
const zero: Length = { min: 0, max: 0 }

function times(count: number, length: number): number {
  return count === 0 || length === 0 ? 0 : count * length
}

function either(lengths: readonly Length[]): Length {
  let min = Number.POSITIVE_INFINITY
  let max = 0
  for (const length of lengths) {
    min = Math.min(min, length.min)
    max = Math.max(max, length.max)
  }
  return min === Number.POSITIVE_INFINITY ? zero : { min, max }
}

/** The bounds of what a node eats; references and calls count as unknown. */
export function measure(node: Node): Length {
  switch (node.kind) {
    case 'set':
      return { min: 1, max: 1 }
    case 'empty':
    case 'assert':
    case 'look':
    case 'keep':
    case 'verb':
    case 'never':
      return zero
    case 'sequence': {
      let min = 0
      let max = 0
      for (const item of node.items) {
        const length = measure(item)
        min += length.min
        max += length.max
      }
      return { min, max }
    }
    case 'choice':
      return either(node.options.filter((option) => option.kind !== 'never').map(measure))
    case 'repeat': {
      const length = measure(node.body)
      return { min: times(node.min, length.min), max: times(node.max, length.max) }
    }
    case 'group':
    case 'atomic':
      return measure(node.body)
    case 'conditional':
      return node.condition.kind === 'define' ? zero : either([measure(node.yes), measure(node.no)])
    case 'newline':
    case 'cluster':
      return { min: 1, max: 2 }
    case 'reference':
    case 'call':
      return unknown
    default:
      return node satisfies never
  }
}
