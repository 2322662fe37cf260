import type { Action, Operator, Selector, Variable } from './ast.js'
import { endsInBackslash } from './format-word.js'

/** The text of a variable list, before it is quoted as a word. */
export function formatVariables(variables: readonly Variable[]): string {
  return variables.map(formatVariable).join('|')
}

/** The text of one variable with its selector. */
export function formatVariable({ mode, name, selector }: Variable): string {
  const sign = mode === 'count' ? '&' : mode === 'exclude' ? '!' : ''
  return `${sign}${name.value}${selector === null ? '' : `:${formatSelector(selector)}`}`
}

function formatSelector(selector: Selector): string {
  switch (selector.kind) {
    case 'xpath':
      return selector.expression.value
    case 'regex': {
      const { value, quote } = selector.pattern
      const pattern = value.replaceAll('/', '\\/')
      return quote === '' ? `/${pattern}/` : `'/${pattern.replaceAll("'", "\\'")}/'`
    }
    case 'key': {
      const { value, quote } = selector.key
      return quote === '' ? value : `'${value.replace(/['\\]/g, '\\$&')}'`
    }
    default:
      return selector satisfies never
  }
}

/** The text of an operator, before it is quoted as a word. */
export function formatOperator({ negated, name, argument }: Operator): string {
  const sign = negated ? '!' : ''
  if (name === null) return `${sign}${argument.value}`
  const text = `${sign}@${name.value}${argument.value === '' ? '' : ` ${argument.value}`}`
  return argument.value === '' && endsInBackslash(text) ? `${text} ` : text
}

/** The text of an action. */
export function formatAction({ name, value }: Action): string {
  if (value === null) return name.value
  if (value.quote !== '') return `${name.value}:'${value.value.replaceAll("'", "\\'")}'`
  return `${name.value}:${value.value.startsWith("'") ? ' ' : ''}${value.value}`
}

/** Actions as the lines of a list, one on each; transformations that follow each other share a line up to `width`. */
export function formatActionLines(actions: readonly Action[], width: number): string[] {
  const lines: string[] = []
  let transforms = false
  for (const action of actions) {
    const text = formatAction(action)
    const last = lines.at(-1)
    const isTransform = action.name.value.toLowerCase() === 't'
    if (transforms && isTransform && last !== undefined && last.length + text.length + 2 <= width) {
      lines[lines.length - 1] = `${last},${text}`
    } else {
      lines.push(text)
    }
    transforms = isTransform
  }
  return lines
}
