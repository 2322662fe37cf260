import { directive } from '@secrule/program'
import { choice } from './choice.js'

export const secCookieFormat = directive<'0' | '1'>({
  name: 'SecCookieFormat',
  summary: 'How Cookie headers are read: 0 as browsers send them, 1 by RFC 2109.',
  example: 'SecCookieFormat 0',
  engines: 'v3 rejects 1, Coraza ignores it.',
  form: '0|1',
  words: [1, 1],
  group: 'setting',
  compile: choice('SecCookieFormat', '0', '1'),
  apply: (word, settings) => {
    settings.cookieFormat = word === '1' ? 1 : 0
  },
})
