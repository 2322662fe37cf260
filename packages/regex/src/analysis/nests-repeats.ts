import type { Node } from '../syntax/ast.js'

/**
 * Whether a repeat stands inside a repeat, both of which can give back what they took: `(w+)+`, `(?:a|b?)*`. Backtracking can
 * then take steps out of all proportion to a value.
 */
export function nestsRepeats(node: Node): boolean {
  return depth(node) > 1
}

function depth(node: Node): number {
  switch (node.kind) {
    case 'sequence':
      return deepest(node.items)
    case 'choice':
      return deepest(node.options)
    case 'repeat': {
      const inside = depth(node.body)
      return node.max > 1 && node.max > node.min && node.mode !== 'possessive' ? inside + 1 : inside
    }
    case 'group':
    case 'atomic':
    case 'look':
      return depth(node.body)
    case 'conditional':
      return deepest([node.yes, node.no])
    default:
      return 0
  }
}

function deepest(nodes: readonly Node[]): number {
  return nodes.reduce((most, node) => Math.max(most, depth(node)), 0)
}
