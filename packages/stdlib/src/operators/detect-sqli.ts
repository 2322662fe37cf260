import { detectSqli } from '@secrule/injection'
import { operator } from '@secrule/program'

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
  run: (_, value, context) => {
    const found = detectSqli(value)
    if (found === null) return false
    context.captureText(0, found.fingerprint)
    return true
  },
})
