import { ruleRemoval } from './rule-removal.js'

export const ruleRemoveByTag = ruleRemoval({
  name: 'ruleRemoveByTag',
  summary:
    'Takes rules out by tag for the rest of the transaction. The text is a regular expression that is searched for.',
  example: 'SecRule REQUEST_FILENAME "@beginsWith /wiki/" "id:1,phase:1,pass,nolog,ctl:ruleRemoveByTag=attack-sqli"',
  engines: 'v3 and Coraza compare the whole tag.',
  by: 'tag',
})
