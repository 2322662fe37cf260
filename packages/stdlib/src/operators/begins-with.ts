import { textComparison } from './text-comparison.js'

/** @beginsWith. An empty argument matches every value. */
export const beginsWith = textComparison(
  {
    name: 'beginsWith',
    summary: 'True when the value begins with the argument, letter case included.',
    example: 'SecRule REQUEST_FILENAME "@beginsWith /admin/" "id:1,phase:1,deny"',
    engines: 'Coraza refuses an empty argument.',
    logName: 'BeginsWith',
    inValue: true,
  },
  (value, argument) => value.startsWith(argument),
)
