import { hashMethod } from './hash-method.js'

export const secHashMethodRx = hashMethod({
  name: 'SecHashMethodRx',
  summary: 'Chooses links that get a token, by a regular expression.',
  example: 'SecHashMethodRx HashHref "^/account"',
  engines: 'v3 rejects it, Coraza ignores it.',
  form: 'HashHref|HashFormAction|HashLocation|HashIframeSrc|HashFrameSrc "REGEX"',
  by: 'rx',
})
