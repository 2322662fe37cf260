import { type OperatorDefinition, operator, problem } from '@secrule/program'
import { type Integer, leadingInteger } from './leading-integer.js'
import { isNumber, readNumber } from './read-number.js'

/**
 * A numeric operator. Value and argument count up to the first byte that belongs to no number. The constant is the
 * argument's number in decimal, since bigints cannot be written to a bundle.
 */
export function comparison(
  definition: Pick<OperatorDefinition, 'name' | 'summary' | 'example' | 'logName'>,
  holds: (value: Integer, argument: Integer) => boolean,
): OperatorDefinition {
  return operator<string, Integer>({
    ...definition,
    engines:
      'ModSecurity 2 uses 32 bits and never matches an unset value; in Coraza a text that is not a number as a whole counts as 0.',
    argument: 'required',
    macros: true,
    pure: true,
    compile: (argument, span, context) => {
      if (argument !== '' && !isNumber(argument, context.dialect.numbers))
        context.warn(problem(span, 'counts-as-zero', argument))
      return String(readNumber(argument, context.dialect.numbers, definition.name))
    },
    link: leadingInteger,
    run: (argument, value, { transaction }) =>
      holds(readNumber(value, transaction.dialect.numbers, definition.name), argument),
  })
}
