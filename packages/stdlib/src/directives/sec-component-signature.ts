import { directive } from '@secrule/program'
import { textWord } from './text-word.js'

export const secComponentSignature = directive<string>({
  name: 'SecComponentSignature',
  summary: 'Name of a part of the ruleset, for the list of producers in the audit log.',
  example: 'SecComponentSignature "OWASP_CRS/4.0.0"',
  form: '"NAME/VERSION"',
  words: [1, 1],
  group: 'setting',
  compile: textWord('SecComponentSignature'),
  apply: (signature, settings) => {
    settings.componentSignatures = [...settings.componentSignatures, signature]
  },
})
