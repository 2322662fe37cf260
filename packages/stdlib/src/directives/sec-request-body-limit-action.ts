import { directive, type Settings } from '@secrule/program'
import { choice } from './choice.js'

export const secRequestBodyLimitAction = directive<Settings['requestBodyLimitAction']>({
  name: 'SecRequestBodyLimitAction',
  summary: 'What happens to a request body over its limit: refuse it, or look at its beginning.',
  example: 'SecRequestBodyLimitAction Reject',
  engines: 'v3 drops the rest silently when it is not set.',
  form: 'Reject|ProcessPartial',
  words: [1, 1],
  group: 'setting',
  compile: choice('SecRequestBodyLimitAction', 'Reject', 'ProcessPartial'),
  apply: (requestBodyLimitAction, settings) => {
    settings.requestBodyLimitAction = requestBodyLimitAction
  },
})
