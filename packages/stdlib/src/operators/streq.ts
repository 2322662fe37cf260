import { textComparison } from './text-comparison.js'

/** @streq. */
export const streq = textComparison(
  {
    name: 'streq',
    summary: 'True when the value is the argument, letter case included.',
    example: 'SecRule REQUEST_METHOD "@streq TRACE" "id:1,phase:1,deny"',
    engines: 'Coraza refuses an empty argument.',
    logName: 'StrEq',
    inValue: true,
  },
  (value, argument) => value === argument,
)
