import type { Dialect, VariableDefinition } from '@secrule/program'
import { variables } from './index.js'

const emptied = new Map<VariableDefinition, VariableDefinition>()

/** A variable as it is in a dialect: one that the dialect only declares never has a value. Null for a name that is none. */
export function variableFor(name: string, dialect: Dialect): VariableDefinition | null {
  const definition = variables.get(name)
  if (definition === null || !dialect.idle.variables.includes(definition.name)) return definition
  let empty = emptied.get(definition)
  if (empty === undefined) {
    empty = {
      ...definition,
      read: () => [],
      ...(definition.value === undefined ? {} : { value: () => null }),
      ...(definition.named === undefined ? {} : { named: () => [] }),
    }
    emptied.set(definition, empty)
  }
  return empty
}
