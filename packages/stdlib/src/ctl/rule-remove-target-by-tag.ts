import { targetRemoval } from './target-removal.js'

export const ruleRemoveTargetByTag = targetRemoval({
  name: 'ruleRemoveTargetByTag',
  summary: 'Takes a target out of rules by tag for the rest of the transaction.',
  example:
    'SecRule REQUEST_FILENAME "@streq /login" "id:1,phase:1,pass,nolog,ctl:ruleRemoveTargetByTag=attack-sqli;ARGS:password"',
  engines: 'v3 and Coraza compare the whole tag; v2 and v3 have no patterns.',
  by: 'tag',
})
