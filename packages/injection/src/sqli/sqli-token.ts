import type { SqliSlot } from './slot.js'

/** One token of a value read as SQL, for tests and for explaining a verdict. */
export interface SqliToken {
  /** The letter a fingerprint has for it. */
  readonly type: string
  /** Where it begins in the value. */
  readonly position: number
  /** Its text, cut after 31 bytes; a folded phrase has its words joined by one space. */
  readonly value: string
  /** What opened and what closed a string, empty for nothing. They stay when folding changes the type. */
  readonly open: string
  readonly close: string
  /** The number of `@` of a variable. */
  readonly count: number
}

/** A readable copy of what a slot holds. */
export function sqliToken(slot: SqliSlot): SqliToken {
  return {
    type: String.fromCharCode(slot.type),
    position: slot.position,
    value: slot.value(),
    open: slot.open === 0 ? '' : String.fromCharCode(slot.open),
    close: slot.close === 0 ? '' : String.fromCharCode(slot.close),
    count: slot.count,
  }
}
