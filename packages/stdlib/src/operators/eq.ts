import { comparison } from './comparison.js'

/** @eq. */
export const eq = comparison(
  {
    name: 'eq',
    summary: 'True when the value is a number equal to the argument.',
    example: 'SecRule &REQUEST_HEADERS:Host "@eq 0" "id:1,phase:1,deny"',
    logName: 'Eq',
  },
  (value, argument) => value >= argument && value <= argument,
)
