import { structure } from './structure.js'

export const secRuleRemoveById = structure({
  name: 'SecRuleRemoveById',
  summary: 'Removes rules that are already loaded, by id or range of ids.',
  example: 'SecRuleRemoveById 942100 942200-942299',
  engines: 'v3 removes rules that are loaded later too.',
  form: 'ID|ID-ID [ID|ID-ID ...]',
  words: [1, Number.POSITIVE_INFINITY],
})
