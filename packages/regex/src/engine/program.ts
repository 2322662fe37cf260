import type { ByteSet } from '../syntax/byte-set.js'

/** The symbol of a line feed that ends the subject, where the pattern tells it apart from others. */
export const finalNewlineSymbol = 256
/** The symbol on either side of the subject. */
export const outsideSymbol = 257
/** How many symbols there are: the bytes and the two above. */
export const symbolCount = 258

/** What an instruction does; see `Program`. */
export const operation = {
  /** Eat a byte of set `y`, go on at `x`. */
  byte: 0,
  /** Try `x`, then `y`. */
  split: 1,
  /** Go on at `x` when the symbol ahead is in `y`. */
  ahead: 2,
  /** Go on at `x` when the symbol behind is in `y`. */
  behind: 3,
  /** Put the place into slot `y`, go on at `x`. */
  save: 4,
  match: 5,
  fail: 6,
} as const

/** A Thompson automaton: instructions as three parallel arrays, and sets over the classes that symbols fall into. */
export interface Program {
  readonly operations: Uint8Array
  readonly x: Int32Array
  readonly y: Int32Array
  readonly size: number
  /** Where a match begins that starts at the current place. */
  readonly start: number
  /** Where a search begins: any bytes first, then `start`. */
  readonly searchStart: number
  /** The class of each symbol; symbols of one class are alike to every set. */
  readonly classes: Uint16Array
  readonly classCount: number
  /** One byte for each set and class: 1 when the class is in the set. Indexed by `set * classCount + class`. */
  readonly members: Uint8Array
  readonly slots: number
  /** True when more than the start and the end of a match is to be found out: there are groups, or a `\\K`. */
  readonly keepsSlots: boolean
  /** False when a final line feed is like any other. */
  readonly seesFinalNewline: boolean
  readonly seesBehind: boolean
}

/** A set of symbols on its way into a program. */
export interface ProgramSet {
  readonly bytes: ByteSet
  readonly finalNewline: boolean
  readonly outside: boolean
}

/** Splits the symbols into classes that no set tells apart. */
export function classify(sets: readonly ProgramSet[]): {
  readonly classes: Uint16Array
  readonly classCount: number
  readonly members: Uint8Array
} {
  const classes = new Uint16Array(symbolCount)
  // Outside is a class of its own, so that no byte set can hold it by accident.
  classes[outsideSymbol] = 1
  let count = 2
  /** How many symbols each class has, how many of them are in the set at hand, and the class that these move to. */
  const sizes = new Uint16Array(symbolCount)
  const inside = new Uint16Array(symbolCount)
  const next = new Uint16Array(symbolCount)
  sizes[0] = symbolCount - 1
  sizes[1] = 1
  const symbols = sets.map(symbolsOf)
  for (const members of symbols) {
    const touched: number[] = []
    for (const symbol of members) {
      const group = classes[symbol]!
      if (inside[group]!++ === 0) touched.push(group)
    }
    // Members of a class that are in the set move to a new class, unless all are.
    for (const symbol of members) {
      const group = classes[symbol]!
      if (inside[group] === sizes[group]) continue
      if (next[group] === 0) next[group] = count++
      classes[symbol] = next[group]!
    }
    for (const group of touched) {
      if (next[group] !== 0) {
        sizes[next[group]!] = inside[group]!
        sizes[group]! -= inside[group]!
        next[group] = 0
      }
      inside[group] = 0
    }
  }
  const members = new Uint8Array(sets.length * count)
  symbols.forEach((each, index) => {
    for (const symbol of each) members[index * count + classes[symbol]!] = 1
  })
  return { classes, classCount: count, members }
}

function symbolsOf({ bytes, finalNewline, outside }: ProgramSet): readonly number[] {
  const symbols = bytes.bytes()
  if (finalNewline) symbols.push(finalNewlineSymbol)
  if (outside) symbols.push(outsideSymbol)
  return symbols
}
