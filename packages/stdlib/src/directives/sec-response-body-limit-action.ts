import { directive, type Settings } from '@secrule/program'
import { choice } from './choice.js'

export const secResponseBodyLimitAction = directive<Settings['responseBodyLimitAction']>({
  name: 'SecResponseBodyLimitAction',
  summary: 'What happens to a response body over its limit: refuse it, or look at its beginning.',
  example: 'SecResponseBodyLimitAction ProcessPartial',
  form: 'Reject|ProcessPartial',
  words: [1, 1],
  group: 'setting',
  compile: choice('SecResponseBodyLimitAction', 'Reject', 'ProcessPartial'),
  apply: (responseBodyLimitAction, settings) => {
    settings.responseBodyLimitAction = responseBodyLimitAction
  },
})
