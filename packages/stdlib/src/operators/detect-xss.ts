import { detectXss, XssDetection } from '@secrule/injection'
import { type OperatorContext, operator } from '@secrule/program'
import { isReadInParts, readInParts } from './detection-in-parts.js'
import { bytesOf, isWordByte } from './required-bytes.js'

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
  // a word or a number alone is never an injection
  requirement: () => [bytesOf((byte) => !isWordByte(byte))],
  run: (_, value, context) => {
    if (!isReadInParts(value, context)) return settle(detectXss(value), value, context)
    return readInParts(new XssDetection(value), context).then(({ found }) => settle(found, value, context))
  },
})

function settle(isFound: boolean, value: string, context: OperatorContext): boolean {
  if (isFound && context.transaction.dialect.xssCaptures) context.capture(0, 0, value.length)
  return isFound
}
