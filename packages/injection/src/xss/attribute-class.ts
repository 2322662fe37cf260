import { foldCase, hasWordAt } from '../fold-case.js'
import { WordTable } from '../word-table.js'
import { packedAttributes, packedEvents } from './packed-names.js'

/** What an attribute does with its value; the codes are the kinds of the packed table. */
export const AttributeClass = {
  none: 0,
  /** Any value is an attack. */
  black: 0x62,
  /** The value is an address, which may run a script. */
  url: 0x75,
  /** Any value is an attack. */
  style: 0x73,
  /** The value is the name of another attribute. */
  indirect: 0x69,
} as const

const attributes = new WordTable(packedAttributes)

/** Sorted, and none begins with another one. */
const events = packedEvents.trim().split(/[,\n]/)

/**
 * The class of the attribute whose name is `text` from `start` to `end`. NULs in it are ignored, except for event names
 * and name spaces.
 */
export function attributeClass(text: string, start: number, end: number): number {
  const length = end - start
  if (length < 2) return AttributeClass.none
  if (length >= 5) {
    if (hasWordAt(text, start, end, 'ON') && beginsWithEvent(text, start + 2, end)) return AttributeClass.black
    if (hasWordAt(text, start, end, 'XMLNS') || hasWordAt(text, start, end, 'XLINK')) return AttributeClass.black
  }
  return attributes.findIgnoringNuls(text, start, end)
}

/**
 * Whether an event's name begins at `start`; what follows it does not matter. The one name that can be a beginning is
 * the greatest one that is not greater than the text.
 */
function beginsWithEvent(text: string, start: number, end: number): boolean {
  let low = 0
  let high = events.length - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const order = compareBeginning(events[middle]!, text, start, end)
    if (order === 0) return true
    if (order < 0) low = middle + 1
    else high = middle - 1
  }
  return false
}

/** 0 when the text begins with the name; otherwise the sign of their order. */
function compareBeginning(name: string, text: string, start: number, end: number): number {
  for (let i = 0; i < name.length; i++) {
    if (start + i >= end) return 1
    const difference = name.charCodeAt(i) - foldCase(text.charCodeAt(start + i))
    if (difference !== 0) return difference
  }
  return 0
}
