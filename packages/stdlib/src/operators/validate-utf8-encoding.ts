import { operator } from '@secrule/program'
import { bytesOf } from './required-bytes.js'

/** @validateUtf8Encoding. Overlong forms, surrogates and code points above 10FFFF are invalid. */
export const validateUtf8Encoding = operator<null>({
  name: 'validateUtf8Encoding',
  summary: 'True when the value is not valid UTF-8.',
  example: 'SecRule ARGS "@validateUtf8Encoding" "id:1,phase:2,deny"',
  engines: 'ModSecurity lets code points above 10FFFF pass that begin with F4.',
  argument: 'none',
  macros: false,
  pure: true,
  logName: 'ValidateUtf8Encoding',
  compile: () => null,
  requirement: () => [bytesOf((byte) => byte >= 0x80)],
  run: (_, value, { transaction }) => {
    const { beyondUnicode } = transaction.dialect
    for (let i = 0; i < value.length; ) {
      const lead = value.charCodeAt(i)
      if (lead < 0x80) {
        i++
        continue
      }
      const size = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
      if (size === 0 || i + size > value.length) return true
      const second = value.charCodeAt(i + 1)
      const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
      const high = lead === 0xed ? 0x9f : lead === 0xf4 && !beyondUnicode ? 0x8f : 0xbf
      if (second < low || second > high) return true
      for (let k = i + 2; k < i + size; k++) if ((value.charCodeAt(k) & 0xc0) !== 0x80) return true
      i += size
    }
    return false
  },
})
