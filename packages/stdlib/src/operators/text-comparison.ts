import { type Dialect, type OperatorDefinition, operator } from '@secrule/program'
import { lowerCase } from '../lower-case.js'

/**
 * An operator that compares bytes with its argument, letter case included. With `inValue` every match has the whole
 * argument in the value, which the prefilter may use.
 */
export function textComparison(
  definition: Pick<OperatorDefinition, 'name' | 'summary' | 'example' | 'engines' | 'logName'> & {
    readonly inValue: boolean
  },
  holds: (value: string, argument: string, dialect: Dialect) => boolean,
  read: (argument: string, dialect: Dialect) => string = (argument) => argument,
): OperatorDefinition {
  const { inValue, ...documented } = definition
  return operator<string>({
    ...documented,
    argument: 'optional',
    macros: true,
    pure: true,
    compile: (argument, _span, { dialect }) => read(argument, dialect),
    run: (argument, value, { transaction }) => holds(value, argument, transaction.dialect),
    requirement: (argument) => (inValue && argument !== '' ? [[lowerCase(argument)]] : null),
    minLength: (argument) => (inValue ? argument.length : 0),
  })
}
