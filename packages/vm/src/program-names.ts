import type { Program } from '@secrule/program'
import { actions, operators, transformations, variables } from '@secrule/stdlib'

/** The first name in a Program that this engine's library does not have, in words, or null. */
export function unknownName(program: Program): string | null {
  for (const { name } of program.operators) if (operators.get(name) === null) return `the operator \`${name}\``
  for (const { name } of program.actions) if (actions.get(name) === null) return `the action \`${name}\``
  for (const { transformation } of program.chains.slice(1)) {
    if (transformations.get(transformation) === null) return `the transformation \`${transformation}\``
  }
  const referred = new Set<string>()
  for (const { items } of program.selections) for (const { variable } of items) referred.add(variable)
  for (const { template } of program.operators) collect(template, referred)
  for (const { constant } of program.actions) collect(constant, referred)
  for (const { message, data, tags } of program.rules) {
    collect(message, referred)
    collect(data, referred)
    collect(tags, referred)
  }
  for (const name of referred) if (variables.get(name) === null) return `the variable \`${name}\``
  return null
}

/** Names of variables in templates and targets, wherever a constant holds them. */
function collect(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return
  if (Array.isArray(value)) {
    // most are lists of texts, and long
    for (const part of value as unknown[]) if (typeof part === 'object') collect(part, found)
    return
  }
  // ctl takes out counts of variables too
  if ('variable' in value) found.add(String(value.variable).replace(/^&/, ''))
  for (const part of Object.values(value)) if (typeof part === 'object') collect(part, found)
}
