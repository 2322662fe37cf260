import { allEqual, digitsOf } from './digits-of.js'
import { numberSearch } from './number-search.js'

/** @verifyCPF. Digits after the eleventh do not count. */
export const verifyCPF = numberSearch(
  {
    name: 'verifyCPF',
    summary: 'True when the pattern finds a valid Brazilian CPF number; captures it.',
    example: 'SecRule RESPONSE_BODY "@verifyCPF (?:\\d{3}\\.?){3}-?\\d{2}" "id:1,phase:4,deny,capture"',
    engines: 'Coraza lacks it.',
    logName: 'VerifyCPF',
  },
  (text) => {
    const digits = digitsOf(text, 11)
    if (digits.length < 11 || allEqual(digits) || digits.join('') === '01234567890') return false
    return digits[9] === checkDigit(digits, 9) && digits[10] === checkDigit(digits, 10)
  },
)

function checkDigit(digits: readonly number[], count: number): number {
  let sum = 0
  for (let i = 0; i < count; i++) sum += digits[i]! * (count + 1 - i)
  const rest = sum % 11
  return rest < 2 ? 0 : 11 - rest
}
