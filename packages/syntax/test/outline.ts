import type { Action, Item, RuleFile, Selector, Text, Variable } from '@secrule/syntax'

/** The tree of a file as indented lines, without spans: all that parse and format must agree on. */
export function outline(file: RuleFile): string[] {
  return file.items.flatMap((item) => outlineItem(item))
}

function outlineItem(item: Item): string[] {
  switch (item.kind) {
    case 'blank':
      return ['blank']
    case 'comment':
      return [`comment ${JSON.stringify(item.text)}`]
    case 'section':
      return [
        `section ${text(item.name)} ${item.argument === null ? '-' : text(item.argument)}${item.holds ? '' : ' does not hold'}`,
        ...inner(item.items.flatMap(outlineItem)),
        ...(item.skipped === null ? [] : [`  skipped ${JSON.stringify(item.skipped)}`]),
      ]
    case 'rule': {
      const { negated, name, argument } = item.operator
      const operator = `${negated ? 'not ' : ''}${name === null ? 'pattern' : `@${name.value}`} ${text(argument)}`
      return [
        `rule ${text(item.name)}`,
        ...inner([...item.variables.map(variable), operator, ...actions(item.actions)]),
      ]
    }
    case 'action-list':
      return [`action-list ${text(item.name)}`, ...inner(actions(item.actions))]
    case 'script':
      return [`script ${text(item.name)} ${text(item.file)}`, ...inner(actions(item.actions))]
    case 'update-target':
      return [
        `update-target ${[item.name, ...item.rules].map(text).join(' ')}`,
        ...inner(item.targets.map(variable)),
        ...(item.replaced === null ? [] : [`  replaces ${variable(item.replaced)}`]),
      ]
    case 'update-action':
      return [`update-action ${text(item.name)} ${text(item.rule)}`, ...inner(actions(item.actions))]
    case 'dataset':
      return [
        `dataset ${text(item.name)} ${text(item.label)}`,
        ...inner(item.lines.map((line) => JSON.stringify(line))),
      ]
    case 'directive':
      return [`directive ${[item.name, ...item.words].map(text).join(' ')}`]
    default:
      return item satisfies never
  }
}

function variable({ mode, name, selector }: Variable): string {
  return `${mode} ${text(name)}${selector === null ? '' : ` ${selectorText(selector)}`}`
}

function selectorText(selector: Selector): string {
  switch (selector.kind) {
    case 'key':
      return `key ${text(selector.key)}`
    case 'regex':
      return `regex ${text(selector.pattern)}`
    case 'xpath':
      return `xpath ${text(selector.expression)}`
    default:
      return selector satisfies never
  }
}

function actions(list: readonly Action[] | null): string[] {
  if (list === null) return ['no actions']
  return list.map(({ name, value }) => `do ${text(name)}${value === null ? '' : ` = ${text(value)}`}`)
}

/** The value as JSON, with the quote it stood in before it. */
function text({ value, quote }: Text): string {
  return `${quote}${JSON.stringify(value)}`
}

function inner(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`)
}
