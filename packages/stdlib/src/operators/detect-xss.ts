import { detectXss } from '@secrule/injection'
import { operator } from '@secrule/program'

/** @detectXSS. */
export const detectXSS = operator<null>({
  name: 'detectXSS',
  summary: 'True when the value holds HTML that can run script, wherever in a page it is put; captures the value.',
  example: 'SecRule ARGS "@detectXSS" "id:1,phase:2,deny,t:none,t:urlDecodeUni"',
  engines: 'Coraza captures nothing.',
  argument: 'none',
  macros: false,
  pure: true,
  logName: 'DetectXSS',
  compile: () => null,
  run: (_, value, context) => {
    if (!detectXss(value)) return false
    if (context.transaction.dialect.xssCaptures) context.capture(0, 0, value.length)
    return true
  },
})
