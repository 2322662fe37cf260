import type { Node } from './ast.js'
import { measure } from './measure.js'

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

/** True when PCRE2 takes this as the body of a lookbehind: each alternative must match one length only. */
export function fitsLookbehind(body: Node): boolean {
  const options = body.kind === 'choice' ? body.options : [body]
  return options.every(isFixed)
}
