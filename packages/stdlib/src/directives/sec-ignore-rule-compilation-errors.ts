import { structure } from './structure.js'

export const secIgnoreRuleCompilationErrors = structure({
  name: 'SecIgnoreRuleCompilationErrors',
  summary: 'Whether a SecRule with an error is dropped with a warning instead of stopping the load.',
  example: 'SecIgnoreRuleCompilationErrors On',
  engines: 'Coraza alone has it.',
  form: 'On|Off',
  words: [1, 1],
})
