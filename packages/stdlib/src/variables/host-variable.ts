import { type Documented, scalar, type VariableDefinition } from '@secrule/program'

/**
 * A variable that only a web server with scripts on its disk can fill. It reads the entry of its name in the
 * environment that the host supplies (CGI hosts have SCRIPT_FILENAME), and has no value where there is none.
 */
export function hostVariable(definition: Documented): VariableDefinition {
  return scalar({
    ...definition,
    phase: 1,
    stable: false,
    value: (transaction) => transaction.environment.get(definition.name) ?? null,
  })
}
