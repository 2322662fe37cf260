import { detectSqli, SqliDetection } from '@secrule/injection'
import { type OperatorContext, operator } from '@secrule/program'
import { isReadInParts, readInParts } from './detection-in-parts.js'
import { bytesOf, isWordByte } from './required-bytes.js'

/** @detectSQLi. */
export const detectSQLi = operator<null>({
  name: 'detectSQLi',
  summary: 'True when the value reads like SQL injection, by its tokens; captures the fingerprint.',
  example: 'SecRule ARGS "@detectSQLi" "id:1,phase:2,deny,capture,msg:\'SQL injection: %{TX.0}\'"',
  argument: 'none',
  macros: false,
  pure: true,
  logName: 'DetectSQLi',
  compile: () => null,
  // a word or a number alone is never an injection
  requirement: () => [bytesOf((byte) => !isWordByte(byte))],
  run: (_, value, context) => {
    if (!isReadInParts(value, context)) return settle(detectSqli(value), context)
    return readInParts(new SqliDetection(value), context).then(({ found }) => settle(found, context))
  },
})

function settle(found: { readonly fingerprint: string } | null, context: OperatorContext): boolean {
  if (found === null) return false
  context.captureText(0, found.fingerprint)
  return true
}
