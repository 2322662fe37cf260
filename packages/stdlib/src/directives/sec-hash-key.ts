import { directive, isDiagnostic, type Settings } from '@secrule/program'
import { choice } from './choice.js'
import { textWord } from './text-word.js'

const text = textWord('SecHashKey')
const added = choice('SecHashKey', 'KeyOnly', 'SessionID', 'RemoteIP')

export const secHashKey = directive<NonNullable<Settings['hashKey']>>({
  name: 'SecHashKey',
  summary:
    'Key of the tokens of links; `rand`, or no key at all, makes one for each engine. The second word says what belongs ' +
    'to the key besides.',
  example: 'SecHashKey "this is a secret" RemoteIP',
  engines: 'v3 rejects it, Coraza ignores it.',
  form: 'rand|TEXT [KeyOnly|SessionID|RemoteIP]',
  words: [1, 2],
  group: 'setting',
  compile: (words, span) => {
    const key = text(words, span)
    if (isDiagnostic(key)) return key
    const besides = words.length < 2 ? 'KeyOnly' : added(words.slice(1), span)
    return isDiagnostic(besides) ? besides : { text: key, with: besides }
  },
  apply: (hashKey, settings) => {
    settings.hashKey = hashKey
  },
})
