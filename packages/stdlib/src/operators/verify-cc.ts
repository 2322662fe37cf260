import { digitsOf } from './digits-of.js'
import { numberSearch } from './number-search.js'

/** @verifyCC. The length is the pattern's business. */
export const verifyCC = numberSearch(
  {
    name: 'verifyCC',
    summary: 'True when the pattern finds a number that passes the Luhn test of payment cards; captures it.',
    example: 'SecRule RESPONSE_BODY "@verifyCC \\d{13,16}" "id:1,phase:4,deny,capture"',
    engines: 'Coraza lacks it.',
    logName: 'VerifyCC',
  },
  (text) => {
    const digits = digitsOf(text)
    let sum = 0
    for (let i = 0; i < digits.length; i++) {
      const weighted = (digits.length - i) % 2 === 0 ? digits[i]! * 2 : digits[i]!
      sum += weighted > 9 ? weighted - 9 : weighted
    }
    return digits.length > 0 && sum % 10 === 0
  },
)
