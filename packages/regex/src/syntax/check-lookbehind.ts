import type { LookNode, Node } from './ast.js'
import { measure } from './measure.js'
import { PatternFault } from './parse-context.js'

// PCRE2 wants every alternative at every depth to be of one length, not only the sum.
function isFixed(node: Node): boolean {
  switch (node.kind) {
    case 'sequence':
      return node.items.every(isFixed)
    case 'choice': {
      const first = measure(node.options[0]!)
      return node.options.every((option) => isFixed(option) && measure(option).min === first.min)
    }
    case 'group':
    case 'atomic':
      return isFixed(node.body)
    case 'repeat':
      return node.min === node.max && isFixed(node.body)
    case 'conditional':
      return isFixed(node.yes) && isFixed(node.no) && measure(node.yes).min === measure(node.no).min
    case 'newline':
    case 'cluster':
    case 'reference':
      return false
    case 'call':
      // PCRE2 follows the call; whether it is of fixed length is left to it.
      return true
    default:
      return true
  }
}

function checkLook(node: LookNode, end: number): void {
  const options = node.body.kind === 'choice' ? node.body.options : [node.body]
  if (!options.every(isFixed)) throw new PatternFault(end, 'a lookbehind is not of fixed length')
}

/** Refuses lookbehinds that PCRE2 refuses: each alternative must match one length only. */
export function checkLookbehinds(node: Node, end: number): void {
  switch (node.kind) {
    case 'sequence':
      for (const item of node.items) checkLookbehinds(item, end)
      return
    case 'choice':
      for (const option of node.options) checkLookbehinds(option, end)
      return
    case 'look':
      if (!node.ahead) checkLook(node, end)
      checkLookbehinds(node.body, end)
      return
    case 'repeat':
    case 'group':
    case 'atomic':
      checkLookbehinds(node.body, end)
      return
    case 'conditional':
      if (node.condition.kind === 'look') checkLookbehinds(node.condition.look, end)
      checkLookbehinds(node.yes, end)
      checkLookbehinds(node.no, end)
      return
    default:
      return
  }
}
