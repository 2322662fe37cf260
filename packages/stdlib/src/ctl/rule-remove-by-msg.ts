import { ruleRemoval } from './rule-removal.js'

export const ruleRemoveByMsg = ruleRemoval({
  name: 'ruleRemoveByMsg',
  summary:
    'Takes rules out by message for the rest of the transaction. The text is a regular expression that is searched for.',
  example:
    'SecRule REQUEST_FILENAME "@beginsWith /wiki/" "id:1,phase:1,pass,nolog,ctl:\'ruleRemoveByMsg=SQL Injection\'"',
  engines: 'v3 rejects it. Coraza compares the whole message.',
  by: 'message',
})
