import { comparison } from './comparison.js'

/** @gt. */
export const gt = comparison(
  {
    name: 'gt',
    summary: 'True when the value is a number greater than the argument.',
    example: 'SecRule &ARGS "@gt 255" "id:1,phase:2,deny"',
    logName: 'Gt',
  },
  (value, argument) => value > argument,
)
