import { hashMethod } from './hash-method.js'

export const secHashMethodPm = hashMethod({
  name: 'SecHashMethodPm',
  summary: 'Chooses links of HTML responses that get a token, by phrases in the path and query, letter case ignored.',
  example: 'SecHashMethodPm HashFormAction "login transfer"',
  engines: 'v3 rejects it, Coraza ignores it.',
  form: 'HashHref|HashFormAction|HashLocation|HashIframeSrc|HashFrameSrc "PHRASES"',
  by: 'pm',
})
