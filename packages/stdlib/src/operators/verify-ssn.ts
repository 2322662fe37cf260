import { allEqual, ascending, digitsOf } from './digits-of.js'
import { numberSearch } from './number-search.js'
import { isPlausibleSsn } from './social-security-number.js'

/** @verifySSN. There is no check digit: area, group and serial must be possible. */
export const verifySSN = numberSearch(
  {
    name: 'verifySSN',
    summary: 'True when the pattern finds a plausible US social security number; captures it.',
    example: 'SecRule RESPONSE_BODY "@verifySSN \\d{3}-?\\d{2}-?\\d{4}" "id:1,phase:4,deny,capture"',
    engines: 'Coraza lacks it.',
    logName: 'VerifySSN',
  },
  (text) => {
    const digits = digitsOf(text)
    return digits.length === 9 && !ascending(digits) && !allEqual(digits) && isPlausibleSsn(digits)
  },
)
