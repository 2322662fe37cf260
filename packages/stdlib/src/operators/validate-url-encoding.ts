import { operator } from '@secrule/program'

/** @validateUrlEncoding. For raw variables: in decoded ones a lone `%` is nothing unusual. */
export const validateUrlEncoding = operator<null>({
  name: 'validateUrlEncoding',
  summary: 'True when a % in the value is not followed by two hex digits.',
  example: 'SecRule REQUEST_URI_RAW "@validateUrlEncoding" "id:1,phase:1,deny"',
  argument: 'none',
  macros: false,
  pure: true,
  logName: 'ValidateUrlEncoding',
  compile: () => null,
  requirement: () => [['%']],
  run: (_, value) => {
    for (let at = value.indexOf('%'); at >= 0; at = value.indexOf('%', at + 3)) {
      if (at + 2 >= value.length || !isHex(value.charCodeAt(at + 1)) || !isHex(value.charCodeAt(at + 2))) return true
    }
    return false
  },
})

function isHex(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66)
}
