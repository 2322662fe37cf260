import type { Dialect } from '@secrule/program'
import { hasLeadingInteger, type Integer, leadingInteger } from './leading-integer.js'

/** Whether a text has a number in the form of a dialect. */
export function isNumber(text: string, form: Dialect['numbers']): boolean {
  return form === 'whole' ? /^[+-]?[0-9]+$/.test(text) : hasLeadingInteger(text)
}

/** The number that an operator compares a text as. */
export function readNumber(text: string, form: Dialect['numbers'], operator: string): Integer {
  if (form === 'whole' && !isNumber(text, form)) return 0
  const number = leadingInteger(text)
  if (form === 'modsecurity2') return BigInt.asIntN(32, BigInt(number))
  const isSmall = number >= -2147483648 && number <= 2147483647
  return form === 'modsecurity3' && operator === 'eq' && !isSmall ? 0 : number
}
