import { findText } from './find-text.js'
import { textComparison } from './text-comparison.js'

/** @within. The list is one text: give its entries delimiters, and test values that have them too. */
export const within = textComparison(
  {
    name: 'within',
    summary: 'True when the value stands somewhere in the argument, letter case included.',
    example: 'SecRule REQUEST_METHOD "!@within GET HEAD POST OPTIONS" "id:1,phase:1,deny"',
    engines: 'Coraza refuses an empty argument.',
    logName: 'Within',
    inValue: false,
  },
  (value, argument) => findText(argument, value) >= 0,
)
