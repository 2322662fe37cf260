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
  const lines = formatItems(file.items, '')
  const text = lines.length === 0 ? '' : `${lines.join('\n')}\n`
  return text.startsWith('\xef\xbb\xbf') ? ` ${text}` : text
}

function formatItems(items: readonly Item[], indent: string): string[] {
  const lines: string[] = []
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
        lines.push(...formatSection(item, indent))
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
  return lines
}

function formatSection(section: Section, indent: string): string[] {
  const argument = section.argument === null ? '' : ` ${formatWord(section.argument)}`
  const name = section.name.value
  const inside = section.skipped === null ? formatItems(section.items, indent + step) : skippedLines(section.skipped)
  return [`${indent}<${name}${argument}>`, ...inside, `${indent}</${name}>`]
}

function skippedLines(skipped: string): string[] {
  return skipped === '' ? [] : [skipped.replace(/\n$/, '')]
}

function announcesLink(actions: readonly Action[] | null): boolean {
  return actions?.some((action) => action.name.value.toLowerCase() === 'chain') ?? false
}
