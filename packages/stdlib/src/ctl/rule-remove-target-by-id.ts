import { targetRemoval } from './target-removal.js'

export const ruleRemoveTargetById = targetRemoval({
  name: 'ruleRemoveTargetById',
  summary:
    'Takes a target out of rules by id for the rest of the transaction: a variable, a key, keys that match a pattern, or a count (`&NAME:key`).',
  example:
    'SecRule REQUEST_FILENAME "@streq /login" "id:1,phase:1,pass,nolog,ctl:ruleRemoveTargetById=942100;ARGS:password"',
  engines: 'v3 takes one id and compares the name with case; v2 and v3 have no patterns. Counts are our own.',
  by: 'id',
})
