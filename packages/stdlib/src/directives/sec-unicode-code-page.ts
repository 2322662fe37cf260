import { directive, isDiagnostic, problem } from '@secrule/program'
import { wholeNumber } from './whole-number.js'

const number = wholeNumber('SecUnicodeCodePage', 1, 99_999)

export const secUnicodeCodePage = directive<number>({
  name: 'SecUnicodeCodePage',
  summary: 'Code page that a SecUnicodeMapFile without one takes from its file.',
  example: 'SecUnicodeCodePage 20127',
  engines: 'v2 alone has it.',
  form: 'CODEPAGE',
  words: [1, 1],
  group: 'setting',
  compile: (words, span, context) => {
    const codePage = number(words, span)
    const { unicodeMap, unicodeCodePage } = context.settings
    if (unicodeMap !== null && !isDiagnostic(codePage) && codePage !== unicodeCodePage) {
      const why = `the map file was already read for code page ${unicodeCodePage}`
      context.warn(problem(span, 'no-effect', '`SecUnicodeCodePage`', why, 'move it before SecUnicodeMapFile'))
    }
    return codePage
  },
  apply: (codePage, settings) => {
    if (settings.unicodeMap === null) settings.unicodeCodePage = codePage
  },
})
