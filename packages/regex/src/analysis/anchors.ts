import type { LinearNode } from './linear-node.js'

function isEndEdge(node: LinearNode, ahead: boolean): boolean {
  if (node.kind !== 'edge' || node.ahead !== ahead) return false
  const { bytes, finalNewline, outside } = node.symbols
  return outside && !finalNewline && bytes.isEmpty()
}

function isAnchored(node: LinearNode, ahead: boolean): boolean {
  switch (node.kind) {
    case 'never':
      return true
    case 'edge':
      return isEndEdge(node, ahead)
    case 'sequence': {
      const items = ahead ? node.items.toReversed() : node.items
      for (const item of items) {
        if (isAnchored(item, ahead)) return true
        // Only what eats nothing may stand between the anchor and the end.
        if (item.kind !== 'edge' && item.kind !== 'empty' && item.kind !== 'keep') return false
      }
      return false
    }
    case 'choice':
      return node.options.every((option) => isAnchored(option, ahead))
    case 'group':
      return isAnchored(node.body, ahead)
    case 'repeat':
      return node.min > 0 && isAnchored(node.body, ahead)
    default:
      return false
  }
}

/** Whether every match begins at the start of the subject, and whether every match ends at its end. */
export function anchorsOf(node: LinearNode): { readonly start: boolean; readonly end: boolean } {
  return { start: isAnchored(node, false), end: isAnchored(node, true) }
}
