import { comparison } from './comparison.js'

/** @lt. */
export const lt = comparison(
  {
    name: 'lt',
    summary: 'True when the value is a number less than the argument.',
    example: 'SecRule TX:paranoia_level "@lt 2" "id:1,phase:1,pass,nolog,skipAfter:END"\nSecMarker END',
    logName: 'Lt',
  },
  (value, argument) => value < argument,
)
