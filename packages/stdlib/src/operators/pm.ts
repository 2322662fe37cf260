import { phraseList, phraseSearch } from './phrase-search.js'
import { pmContent } from './pm-content.js'

/** @pm. Bytes may be written as hex digits between `|`; a list that comes out empty never matches. */
export const pm = phraseSearch({
  name: 'pm',
  summary: 'True when one of the phrases stands in the value, letter case ignored; captures it.',
  example: 'SecRule REQUEST_HEADERS:User-Agent "@pm nikto sqlmap nessus" "id:1,phase:1,deny,capture"',
  engines: 'ModSecurity captures the phrase as the rule has it; Coraza reads the text as it is and captures up to ten.',
  argument: 'optional',
  logName: 'Pm',
  compile: (argument, _span, { dialect }) =>
    phraseList(dialect.phraseContent ? pmContent(argument).split(/[\t-\r ]+/) : argument.split(' '), dialect),
})
