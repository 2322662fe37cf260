import { hashMethod } from './hash-method.js'

export const secHashMethodRx = hashMethod({
  name: 'SecHashMethodRx',
  summary:
    'Chooses links of HTML responses that get a token, by a regular expression that is searched in the path and query ' +
    'that a client will ask for.',
  example: 'SecHashMethodRx HashHref "^/account"',
  engines: 'v3 rejects it, Coraza ignores it.',
  form: 'HashHref|HashFormAction|HashLocation|HashIframeSrc|HashFrameSrc "REGEX"',
  by: 'rx',
})
