import { comparison } from './comparison.js'

/** @le. */
export const le = comparison(
  {
    name: 'le',
    summary: 'True when the value is a number less than or equal to the argument.',
    example: 'SecRule REQUEST_HEADERS:Content-Length "@le 0" "id:1,phase:1,deny"',
    logName: 'Le',
  },
  (value, argument) => value <= argument,
)
