import { operator } from '@secrule/program'
import { withoutOrigin } from '../links/link-signer.js'
import { linkToken } from '../links/link-token.js'
import { searchFlags } from './pattern-argument.js'
import { patternFailure } from './pattern-failure.js'
import { linkTemplate, type PatternSource, type PatternTemplate, patternTemplate } from './pattern-template.js'

/** @validateHash: the check that goes with SecHashEngine, which puts the tokens into the links of pages. */
export const validateHash = operator<PatternTemplate, PatternSource>({
  name: 'validateHash',
  summary: 'True when a URI that fits the pattern has no hash token, or not the right one.',
  example:
    'SecHashEngine On\nSecHashKey "a long secret" KeyOnly\nSecHashMethodRx HashHref "product_info"\n' +
    'SecRule REQUEST_URI "@validateHash product_info" "id:1,phase:2,deny,ctl:hashEnforcement=On"',
  engines: 'ModSecurity 2 only.',
  argument: 'required',
  // its macros are its own: what they give stands for itself
  macros: false,
  logName: 'ValidateHash',
  compile: (argument, span, context) => patternTemplate(argument, searchFlags, true, span, context),
  link: linkTemplate,
  run: (patternOf, value, context) => {
    const { transaction } = context
    const { hashEngine, hashEnforcement, hashParam } = transaction.settings
    if (!hashEngine || !hashEnforcement) return false
    const matcher = patternOf(transaction)
    if (matcher === null) return context.error('bad-regex')
    const fits = matcher.test(value)
    if (typeof fits === 'string') return patternFailure(fits, context)
    if (!fits) return false
    // tokens are made of links as they are sent, which some dialects do not show in REQUEST_URI
    const isDecoded = transaction.dialect.decodedUri && context.target === 'REQUEST_URI'
    const link = isDecoded ? withoutOrigin(transaction.request.uriRaw) : value
    const at = parameterAt(link, `${hashParam}=`)
    if (at < 0) return true
    return !sameText(link.slice(at + hashParam.length + 2), linkToken(link.slice(0, at), transaction))
  },
})

/** Where the `?` or `&` before the parameter stands, or -1. */
function parameterAt(value: string, parameter: string): number {
  for (let at = value.indexOf(parameter, 1); at >= 0; at = value.indexOf(parameter, at + 1)) {
    const before = value[at - 1]
    if (before === '?' || before === '&') return at - 1
  }
  return -1
}

/** Compares without telling by its time how much is equal. */
function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length
  for (let i = 0; i < b.length; i++) difference |= b.charCodeAt(i) ^ (i < a.length ? a.charCodeAt(i) : 0)
  return difference === 0
}
