import { textComparison } from './text-comparison.js'

/** @endsWith. An empty argument matches every value. */
export const endsWith = textComparison(
  {
    name: 'endsWith',
    summary: 'True when the value ends with the argument, letter case included.',
    example: 'SecRule REQUEST_BASENAME "@endsWith .bak" "id:1,phase:1,deny,t:none,t:lowercase"',
    engines: 'Coraza refuses an empty argument.',
    logName: 'EndsWith',
    inValue: true,
  },
  (value, argument) => value.endsWith(argument),
)
