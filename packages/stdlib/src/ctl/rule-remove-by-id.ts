import { ruleRemoval } from './rule-removal.js'

export const ruleRemoveById = ruleRemoval({
  name: 'ruleRemoveById',
  summary: 'Takes rules out by id for the rest of the transaction: ids and ranges.',
  example: 'SecRule REQUEST_FILENAME "@beginsWith /wiki/" "id:1,phase:1,pass,nolog,ctl:ruleRemoveById=942100-942199"',
  by: 'id',
})
