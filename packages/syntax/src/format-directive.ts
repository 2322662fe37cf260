import type { Action, Directive } from './ast.js'
import { formatActionLines, formatOperator, formatVariable, formatVariables } from './format-list.js'
import { endsInBackslash, escapeQuotes, formatQuoted, formatWord, quoteFor, quoteWord } from './format-word.js'

const width = 100
const step = '    '

/** The lines of a directive, each with the indentation. */
export function formatDirective(directive: Directive, indent: string): string {
  const name = directive.name.value
  switch (directive.kind) {
    case 'rule': {
      const variables = quoteWord(formatVariables(directive.variables), ['', '"', "'"])
      const operator = quoteWord(formatOperator(directive.operator), ['"', "'", ''])
      return withActions(`${indent}${name} ${variables} ${operator}`, directive.actions, indent)
    }
    case 'action-list':
      return withActions(`${indent}${name}`, directive.actions, indent)
    case 'script':
      return withActions(`${indent}${name} ${formatWord(directive.file)}`, directive.actions, indent)
    case 'update-target': {
      const rules = directive.rules.map(formatWord)
      const targets = [formatVariables(directive.targets)]
      if (directive.replaced !== null) targets.push(formatVariable(directive.replaced))
      const words = targets.map((target) => quoteWord(target, ['"', "'", '']))
      return closed(`${indent}${[name, ...rules, ...words].join(' ')}`)
    }
    case 'update-action':
      return withActions(`${indent}${name} ${formatWord(directive.rule)}`, directive.actions, indent)
    case 'dataset':
      return [`${indent}${name} ${formatWord(directive.label)} \``, ...directive.lines, '`'].join('\n')
    case 'directive':
      return closed(`${indent}${[name, ...directive.words.map(formatWord)].join(' ')}`)
    default:
      return directive satisfies never
  }
}

/** Puts an action list behind the rest of its directive: in the same line if it fits, else one action a line. */
function withActions(head: string, actions: readonly Action[] | null, indent: string): string {
  if (actions === null) return closed(head)
  const inner = `${indent}${step}`
  const lines = formatActionLines(actions, width - inner.length)
  if (lines.length > 0 && endsInBackslash(lines.at(-1)!)) lines.push(`${lines.pop()} `)
  const list = lines.join(',')
  const quote = quoteFor(list, ['"', "'", ''])
  const line = `${head} ${formatQuoted(list, quote)}`
  if (quote === '' || line.length <= width || lines.length === 0) return closed(line)
  const text = lines.map((each) => escapeQuotes(each, quote)).join(`,\\\n${inner}`)
  return `${head} \\\n${inner}${quote}${text}${quote}`
}

/** A line must not end in a byte that the reader takes for a part of the line end. */
function closed(line: string): string {
  return /[\\\r]$/.test(line) ? `${line} ` : line
}
