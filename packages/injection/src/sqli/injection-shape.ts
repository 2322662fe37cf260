import type { SqliScan } from './scan.js'
import type { SqliSlot } from './slot.js'
import { TokenType } from './token-type.js'

const { keyword, union, name, number, string, operator, logic, comment, variable } = TokenType

const hash = 0x23
const dash = 0x2d
const slash = 0x2f

/**
 * The second look at a reading whose fingerprint is a pattern of injections: short patterns also occur in harmless
 * text, and are refused here. `count` is the fingerprint's length.
 */
export function hasInjectionShape(scan: SqliScan, slots: readonly SqliSlot[], count: number): boolean {
  // SQL Server keeps statements out of its log when a comment names this procedure.
  if (count > 1 && slots[count - 1]!.type === comment && scan.input.includes('sp_password')) return true
  if (count === 2) return isPairInjection(scan, slots[0]!, slots[1]!)
  if (count === 3) return isTripleInjection(scan, slots[0]!, slots[1]!, slots[2]!)
  return true
}

function isPairInjection(scan: SqliScan, first: SqliSlot, second: SqliSlot): boolean {
  if (second.type === union) return scan.tokenCount !== 2
  const start = second.byteAt(0)
  if (start === hash) return false
  if (second.type === comment) {
    if (first.type === name && start !== slash) return false
    if (first.type === number) return start === slash || scan.tokenCount > 2 || isCutOff(scan.input, first.length)
  }
  return !(second.length > 2 && start === dash)
}

/**
 * Whether the input goes on after its first `at` bytes as if a statement were cut off by the comment. That `at` is the
 * length of the number, wherever in the input the number stands, is the reference's way.
 */
function isCutOff(input: string, at: number): boolean {
  const code = input.charCodeAt(at)
  if (code <= 0x20 || code >= 0x80) return true
  const after = input.charCodeAt(at + 1)
  return (code === slash && after === 0x2a) || (code === dash && after === dash)
}

function isTripleInjection(scan: SqliScan, first: SqliSlot, second: SqliSlot, third: SqliSlot): boolean {
  const a = first.type
  const m = second.type
  const b = third.type
  if (a === string && (m === operator || m === logic) && b === string)
    return first.open === 0 && third.close === 0 && first.close === third.open
  if (m === logic) {
    const isShort =
      (a === string && b === name) ||
      (a === name && b === number) ||
      (a === number && (b === number || b === variable || b === string))
    if (isShort) return scan.tokenCount !== 3
  }
  return m !== keyword || (second.length >= 5 && second.startsWith('INTO'))
}
