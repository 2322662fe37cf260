import { type OperatorDefinition, operator } from '@secrule/program'
import { lowerCase } from '../lower-case.js'

/**
 * An operator that compares bytes with its argument, letter case included. With `inValue` every match has the whole
 * argument in the value, which the prefilter may use.
 */
export function textComparison(
  definition: Pick<OperatorDefinition, 'name' | 'summary' | 'example' | 'engines' | 'logName'> & {
    readonly inValue: boolean
  },
  holds: (value: string, argument: string) => boolean,
): OperatorDefinition {
  const { inValue, ...documented } = definition
  return operator<string>({
    ...documented,
    argument: 'optional',
    macros: true,
    pure: true,
    compile: (argument) => argument,
    run: (argument, value) => holds(value, argument),
    requirement: (argument) => (inValue && argument !== '' ? [[lowerCase(argument)]] : null),
  })
}
