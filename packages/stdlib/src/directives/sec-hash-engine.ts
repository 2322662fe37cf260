import { directive } from '@secrule/program'
import { choice } from './choice.js'

export const secHashEngine = directive<'On' | 'Off'>({
  name: 'SecHashEngine',
  summary:
    'Whether links of HTML responses that SecHashMethodRx and SecHashMethodPm choose get a token that @validateHash ' +
    'checks. Pages need SecResponseBodyAccess.',
  example: 'SecHashEngine On',
  engines: 'v3 rejects On, Coraza ignores it.',
  form: 'On|Off',
  words: [1, 1],
  group: 'setting',
  compile: choice('SecHashEngine', 'On', 'Off'),
  apply: (word, settings) => {
    settings.hashEngine = word === 'On'
    settings.hashEnforcement = word === 'On'
  },
})
