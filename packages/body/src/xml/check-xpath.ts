import { parseXPath } from './xpath-parser.js'

/** Whether the built-in engine can evaluate an XPath expression: null when it can, else what is wrong. For use when rules are compiled. */
export function checkXPath(expression: string): string | null {
  const parsed = parseXPath(expression)
  return 'error' in parsed ? parsed.error : null
}
