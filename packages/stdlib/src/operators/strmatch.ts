import { findText } from './find-text.js'
import { pmContent } from './pm-content.js'
import { textComparison } from './text-comparison.js'

/** @strmatch. The same as @contains. */
export const strmatch = textComparison(
  {
    name: 'strmatch',
    summary: 'True when the argument stands somewhere in the value, letter case included.',
    example: 'SecRule REQUEST_HEADERS:User-Agent "@strmatch WebZIP" "id:1,phase:1,deny"',
    engines: 'In ModSecurity 2 the argument is read like that of @pm and has no macros; Coraza refuses an empty one.',
    logName: 'StrMatch',
    inValue: true,
  },
  (value, argument) => findText(value, argument) >= 0,
  (argument, { strmatchContent }) => (strmatchContent ? pmContent(argument) : argument),
)
