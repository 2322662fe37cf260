import { findText } from './find-text.js'
import { textComparison } from './text-comparison.js'

/** @contains. An empty argument matches every value. */
export const contains = textComparison(
  {
    name: 'contains',
    summary: 'True when the argument stands somewhere in the value, letter case included.',
    example: 'SecRule ARGS "@contains /etc/passwd" "id:1,phase:2,deny"',
    engines: 'Coraza refuses an empty argument.',
    logName: 'Contains',
    inValue: true,
  },
  (value, argument) => findText(value, argument) >= 0,
)
