import { directive, isDiagnostic, problem } from '@secrule/program'
import { textWord } from './text-word.js'

const text = textWord('SecRequestEncoding')

export const secRequestEncoding = directive<string>({
  name: 'SecRequestEncoding',
  summary: 'Says which character encoding request bodies have.',
  example: 'SecRequestEncoding UTF-8',
  engines: 'v2 alone has it, and makes no use of it either.',
  form: 'ENCODING',
  words: [1, 1],
  group: 'setting',
  compile: (words, span, context) => {
    const encoding = text(words, span)
    if (isDiagnostic(encoding)) return encoding
    context.warn(problem(span, 'no-effect', '`SecRequestEncoding`', 'rules see the bytes of a body as they came'))
    return encoding
  },
  apply: (encoding, settings) => {
    settings.requestEncoding = encoding
  },
})
