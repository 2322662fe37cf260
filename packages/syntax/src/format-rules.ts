import type { Action, Item, RuleFile, Section } from './ast.js'
import { formatDirective } from './format-directive.js'
import { formatWord } from './format-word.js'

const step = '    '
/** Links of a chain stand one step further in, up to here. */
const deepest = 8

/**
 * The canonical text of a rule file: read again it gives the same tree, and formatted again the same text. Comments and blank lines
 * stay. It is only meant for files without errors, since what could not be read is not in the tree.
 */
export function formatRules(file: RuleFile): string {
  const lines: string[] = []
  formatItems(file.items, '', lines)
  const text = lines.length === 0 ? '' : `${lines.join('\n')}\n`
  return text.startsWith('\xef\xbb\xbf') ? ` ${text}` : text
}

function formatItems(items: readonly Item[], indent: string, lines: string[]): void {
  let depth = 0
  for (const item of items) {
    const inner = indent + step.repeat(Math.min(depth, deepest))
    switch (item.kind) {
      case 'blank':
        lines.push('')
        break
      case 'comment':
        lines.push(`${inner}${item.text}`)
        break
      case 'section':
        formatSection(item, indent, lines)
        break
      case 'rule':
      case 'action-list':
      case 'script':
        lines.push(formatDirective(item, inner))
        depth = announcesLink(item.actions) ? depth + 1 : 0
        break
      default:
        lines.push(formatDirective(item, indent))
    }
  }
}

function formatSection(section: Section, indent: string, lines: string[]): void {
  const argument = section.argument === null ? '' : ` ${formatWord(section.argument)}`
  lines.push(`${indent}<${section.name.value}${argument}>`)
  if (section.skipped === null) formatItems(section.items, indent + step, lines)
  else if (section.skipped !== '') lines.push(section.skipped.replace(/\n$/, ''))
  lines.push(`${indent}</${section.name.value}>`)
}

function announcesLink(actions: readonly Action[] | null): boolean {
  return actions?.some((action) => action.name.value.toLowerCase() === 'chain') ?? false
}
