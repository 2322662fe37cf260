import { ctl } from '@secrule/program'
import { choiceValue } from './choice-value.js'

export const responseBodyProcessor = ctl<string>({
  name: 'responseBodyProcessor',
  summary: 'Chooses the processor of the response body.',
  example:
    'SecRule RESPONSE_CONTENT_TYPE "@streq application/json" "id:1,phase:3,pass,nolog,ctl:responseBodyProcessor=JSON"',
  engines: 'Coraza alone has it.',
  lastPhase: 3,
  compile: choiceValue('responseBodyProcessor', 'JSON', 'XML', 'RAW'),
  run: (processor, transaction) => {
    transaction.response.body.processor = processor
  },
})
