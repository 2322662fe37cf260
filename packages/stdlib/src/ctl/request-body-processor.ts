import { ctl } from '@secrule/program'
import { choiceValue } from './choice-value.js'

export const requestBodyProcessor = ctl<string>({
  name: 'requestBodyProcessor',
  summary: 'Chooses the processor of the request body.',
  example:
    'SecRule REQUEST_HEADERS:Content-Type "@beginsWith application/json" "id:1,phase:1,pass,nolog,ctl:requestBodyProcessor=JSON"',
  engines: 'v3 takes JSON, XML and URLENCODED. Coraza alone has RAW.',
  lastPhase: 1,
  compile: choiceValue('requestBodyProcessor', 'URLENCODED', 'MULTIPART', 'XML', 'JSON', 'RAW'),
  run: (processor, transaction) => {
    transaction.request.body.processor = processor
  },
})
