import { collection, type Documented, type VariableDefinition } from '@secrule/program'

/** A persistent collection: without members until an action has opened it in this transaction. */
export function persistentVariable(definition: Documented): VariableDefinition {
  const writable = definition.name.toLowerCase()
  return collection({
    ...definition,
    phase: 0,
    stable: false,
    writable,
    read: (transaction) => transaction.persistent(writable)?.all() ?? [],
    named: (transaction, lowerKey) => transaction.persistent(writable)?.named(lowerKey) ?? [],
  })
}
