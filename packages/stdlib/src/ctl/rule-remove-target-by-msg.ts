import { targetRemoval } from './target-removal.js'

export const ruleRemoveTargetByMsg = targetRemoval({
  name: 'ruleRemoveTargetByMsg',
  summary: 'Takes a target out of rules by message for the rest of the transaction.',
  example:
    'SecRule REQUEST_FILENAME "@streq /login" "id:1,phase:1,pass,nolog,ctl:\'ruleRemoveTargetByMsg=SQL Injection;ARGS:password\'"',
  engines: 'v3 rejects it. Coraza compares the whole message; v2 has no patterns.',
  by: 'message',
})
