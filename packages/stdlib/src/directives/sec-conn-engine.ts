import { directive, type Settings } from '@secrule/program'
import { choice } from './choice.js'

export const secConnEngine = directive<Settings['connEngine']>({
  name: 'SecConnEngine',
  summary:
    'Switches the limits on connections of one client on or off; with DetectionOnly the proxy takes all and tells of a ' +
    'client that has more.',
  example: 'SecConnEngine On',
  engines: 'v3 rejects On. Coraza ignores it.',
  form: 'On|Off|DetectionOnly',
  words: [1, 1],
  group: 'setting',
  compile: choice('SecConnEngine', 'On', 'Off', 'DetectionOnly'),
  apply: (connEngine, settings) => {
    settings.connEngine = connEngine
  },
})
