import { directive, type Settings } from '@secrule/program'
import { choice } from './choice.js'

export const secRuleEngine = directive<Settings['ruleEngine']>({
  name: 'SecRuleEngine',
  summary: 'Switches the rules on or off; DetectionOnly runs them and never stops a transaction.',
  example: 'SecRuleEngine On',
  form: 'On|Off|DetectionOnly',
  words: [1, 1],
  group: 'setting',
  compile: choice('SecRuleEngine', 'On', 'Off', 'DetectionOnly'),
  apply: (ruleEngine, settings) => {
    settings.ruleEngine = ruleEngine
  },
})
