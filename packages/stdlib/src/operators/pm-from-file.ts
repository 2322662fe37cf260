import { isDiagnostic, subspan } from '@secrule/program'
import { phraseList, phraseSearch } from './phrase-search.js'
import { pmContent } from './pm-content.js'
import { readListFile } from './read-list.js'

/** @pmFromFile. One phrase a line, spaces inside belong to it. The files are read when the rules are compiled. */
export const pmFromFile = phraseSearch({
  name: 'pmFromFile',
  aliases: ['pmf'],
  summary: 'True when one of the phrases that files list stands in the value, letter case ignored; captures it.',
  example: 'SecRule REQUEST_HEADERS:User-Agent "@pmFromFile scanners.data" "id:1,phase:1,deny,capture"',
  engines:
    'ModSecurity also takes an https URL; version 3 takes one file only and keeps white space around a phrase, version 2 reads each line like the text of @pm.',
  argument: 'required',
  logName: 'PmFromFile',
  compile: (argument, span, context) => {
    const phrases: string[] = []
    const { onePhraseFile, phraseLines } = context.dialect
    for (const part of argument.matchAll(onePhraseFile ? /.+/gs : /[^\t-\r ]+/g)) {
      const [name] = part
      const list = readListFile(
        name,
        subspan(span, part.index, part.index + name.length),
        context,
        phraseLines !== 'written',
      )
      if (isDiagnostic(list)) return list
      for (const { text } of list.lines) {
        if (phraseLines !== 'content') phrases.push(text)
        else if (text.length > 1) phrases.push(pmContent(text))
      }
    }
    return phraseList(phrases, context.dialect)
  },
})
