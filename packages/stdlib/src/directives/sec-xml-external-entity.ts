import { directive, isDiagnostic, problem } from '@secrule/program'
import { choice } from './choice.js'

const onOrOff = choice('SecXmlExternalEntity', 'On', 'Off')

export const secXmlExternalEntity = directive<'On' | 'Off'>({
  name: 'SecXmlExternalEntity',
  summary: 'Whether XML bodies may name external entities that are loaded.',
  example: 'SecXmlExternalEntity Off',
  engines: 'Coraza rejects it.',
  form: 'On|Off',
  words: [1, 1],
  group: 'setting',
  compile: (words, span, context) => {
    const word = onOrOff(words, span)
    if (!isDiagnostic(word) && word === 'On') {
      const why = 'no file and no address is ever read for a document, so external entities stay empty'
      context.warn(problem(span, 'no-effect', '`SecXmlExternalEntity`', why))
    }
    return word
  },
  apply: (word, settings) => {
    settings.xmlExternalEntity = word === 'On'
  },
})
