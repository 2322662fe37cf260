import { byteSet, skipUntil } from '../byte-set.js'
import { readBacktick, readQuoted } from './read-string.js'
import type { SqliScan } from './scan.js'
import type { SqliSlot } from './slot.js'
import { TokenType } from './token-type.js'

const at = 0x40

const variableEnd = byteSet('\x00 <>:\\?=@!#~+-*/&|^%(),\';`"', [0x09, 0x0d])

/** `@name`, `@@name`, or either with a quoted name; the `@` are not part of the value. */
export function readVariable(scan: SqliScan, slot: SqliSlot, position: number): number {
  const { input, size } = scan
  let name = position + 1
  slot.count = 1
  if (name < size && input.charCodeAt(name) === at) {
    name++
    slot.count = 2
  }
  const code = name < size ? input.charCodeAt(name) : 0
  if (code === 0x60 || code === 0x27 || code === 0x22) {
    const next = code === 0x60 ? readBacktick(scan, slot, name) : readQuoted(scan, slot, name)
    slot.type = TokenType.variable
    return next
  }
  const end = skipUntil(input, name, size, variableEnd)
  slot.set(TokenType.variable, name, end - name)
  return end
}
