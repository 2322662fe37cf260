import { ctl, type Settings } from '@secrule/program'
import { choiceValue } from './choice-value.js'

export const ruleEngine = ctl<Settings['ruleEngine']>({
  name: 'ruleEngine',
  summary: 'Sets SecRuleEngine for this transaction, from the next rule on.',
  example: 'SecRule REMOTE_ADDR "@ipMatch 127.0.0.1" "id:1,phase:1,pass,nolog,ctl:ruleEngine=DetectionOnly"',
  engines: 'v2 also has body limits only cut the body when it is DetectionOnly.',
  lastPhase: 5,
  compile: choiceValue('ruleEngine', 'On', 'Off', 'DetectionOnly'),
  run: (ruleEngine, transaction) => {
    const cuts = ruleEngine === 'DetectionOnly' && transaction.dialect.detectionCutsBodies
    const action = 'ProcessPartial' as const
    transaction.change({
      ruleEngine,
      ...(cuts ? { requestBodyLimitAction: action, responseBodyLimitAction: action } : {}),
    })
  },
})
