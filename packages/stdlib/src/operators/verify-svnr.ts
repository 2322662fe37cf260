import { allEqual, digitsOf } from './digits-of.js'
import { numberSearch } from './number-search.js'

const weights = [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]

/** @verifySVNR. Digits after the tenth do not count. */
export const verifySVNR = numberSearch(
  {
    name: 'verifySVNR',
    summary: 'True when the pattern finds a valid Austrian social insurance number; captures it.',
    example: 'SecRule RESPONSE_BODY "@verifySVNR \\d{4} ?\\d{6}" "id:1,phase:4,deny,capture"',
    engines: 'ModSecurity 3 only.',
    logName: 'VerifySVNR',
  },
  (text) => {
    const digits = digitsOf(text, 10)
    if (digits.length < 10 || allEqual(digits)) return false
    const written = digits.join('')
    if (written === '0123456789' || written === '1234567890') return false
    const rest = digits.reduce((sum, digit, i) => sum + digit * weights[i]!, 0) % 11
    return digits[3] === (rest === 10 ? 0 : rest)
  },
)
