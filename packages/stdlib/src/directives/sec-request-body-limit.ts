import { directive } from '@secrule/program'
import { wholeNumber } from './whole-number.js'

export const secRequestBodyLimit = directive<number>({
  name: 'SecRequestBodyLimit',
  summary: 'Largest request body that is buffered; SecRequestBodyNoFilesLimit follows it where that is not given.',
  example: 'SecRequestBodyLimit 13107200',
  engines: 'v2 begins with 134217728, v3 without a limit.',
  form: 'BYTES',
  words: [1, 1],
  group: 'setting',
  compile: wholeNumber('SecRequestBodyLimit', 1, 1_073_741_824),
  apply: (limit, settings) => {
    settings.requestBodyLimit = limit
    settings.requestBodyNoFilesLimit ??= 'follow'
  },
})
