import { hashMethod } from './hash-method.js'

export const secHashMethodPm = hashMethod({
  name: 'SecHashMethodPm',
  summary: 'Chooses links that get a token, by phrases.',
  example: 'SecHashMethodPm HashFormAction "login transfer"',
  engines: 'v3 rejects it, Coraza ignores it.',
  form: 'HashHref|HashFormAction|HashLocation|HashIframeSrc|HashFrameSrc "PHRASES"',
  by: 'pm',
})
