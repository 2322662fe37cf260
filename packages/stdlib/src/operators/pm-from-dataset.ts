import { isDiagnostic } from '@secrule/program'
import { phraseList, phraseSearch } from './phrase-search.js'
import { readDataset } from './read-list.js'

/** @pmFromDataset. The SecDataset must stand before the rule. */
export const pmFromDataset = phraseSearch({
  name: 'pmFromDataset',
  summary: 'True when one of the phrases of a SecDataset stands in the value, letter case ignored; captures it.',
  example:
    'SecDataset bots `\nnikto\nsqlmap\n`\n' +
    'SecRule REQUEST_HEADERS:User-Agent "@pmFromDataset bots" "id:1,phase:1,deny,capture"',
  engines: 'Coraza only.',
  argument: 'required',
  logName: 'PmFromDataset',
  compile: (argument, span, context) => {
    const list = readDataset(argument, span, context)
    return isDiagnostic(list)
      ? list
      : phraseList(
          list.lines.map((line) => line.text),
          context.dialect,
        )
  },
})
