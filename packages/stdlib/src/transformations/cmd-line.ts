import { transformation } from '@secrule/program'
import { outputBuffer, textOf } from './output-buffer.js'

// what becomes of a byte: copied as the table has it, dropped, a space, or a byte that eats the space before it
const plain = 0
const dropped = 1
const space = 2
const joining = 3
const kinds = new Uint8Array(256)
for (const byte of '"\'\\^') kinds[byte.charCodeAt(0)] = dropped
for (const byte of ' ,;\t\r\n') kinds[byte.charCodeAt(0)] = space
for (const byte of '/(') kinds[byte.charCodeAt(0)] = joining

// where the first change is; a space before it matters too
const toChange = /["'\\^,;\t\r\nA-Z]| [ /(]/

/** t:cmdLine: what a shell makes of quotes, carets, backslashes and separators, so that `c^m"d" /c` reads `cmd/c`. */
export const cmdLine = transformation({
  name: 'cmdLine',
  summary: 'Undoes the usual ways of hiding a shell command: quotes, escapes, separators, letter case.',
  example: 'SecRule ARGS "@contains cmd.exe/c" "id:1,phase:2,deny,t:none,t:cmdLine"',
  engines: 'ModSecurity 2 stops at a NUL byte.',
  touches: '"\'\\^ ,;\t\r\nABCDEFGHIJKLMNOPQRSTUVWXYZ',
  run: (value) => {
    let first = value.search(toChange)
    if (first < 0) return value
    if (value.charCodeAt(first - 1) === 0x20) first--
    const out = outputBuffer(value.length)
    const before = value.slice(0, first)
    let at = 0
    let afterSpace = false
    for (let i = first; i < value.length; i++) {
      const code = value.charCodeAt(i)
      const kind = kinds[code]
      if (kind === plain) {
        out[at++] = code >= 0x41 && code <= 0x5a ? code + 0x20 : code
        afterSpace = false
      } else if (kind === space) {
        if (!afterSpace) out[at++] = 0x20
        afterSpace = true
      } else if (kind === joining) {
        if (afterSpace) at--
        afterSpace = false
        out[at++] = code
      }
    }
    const result = textOf(out, at, before)
    return result === value ? value : result
  },
})
