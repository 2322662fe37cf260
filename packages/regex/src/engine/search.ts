import type { LazyAutomaton } from './lazy-automaton.js'
import { finalNewlineSymbol, outsideSymbol, type Program } from './program.js'

/** The class of the symbol at a place, which may lie outside of the subject. */
export function classAt(program: Program, subject: string, place: number): number {
  const { classes } = program
  if (place < 0 || place >= subject.length) return classes[outsideSymbol]!
  const code = subject.charCodeAt(place)
  return classes[code === 0x0a && place === subject.length - 1 ? finalNewlineSymbol : code & 255]!
}

/**
 * Runs an automaton over a subject from `from` on. The answer is the last place where it said that a match ends, or -1;
 * an automaton that aims at any match says so once and stops.
 */
export function searchEnd(program: Program, automaton: LazyAutomaton, subject: string, from: number): number {
  const { classes } = program
  let row = automaton.start(classAt(program, subject, from - 1))
  let table = automaton.transitions
  let found = -1
  const past = subject.length
  // The last byte may be special, and past the end there is a symbol too.
  const plain = program.seesFinalNewline ? past - 1 : past
  let place = from
  while (place <= past) {
    let value = 0
    // The loop proper is kept this small on purpose: it is what a scan costs.
    while (place < plain) {
      value = table[row + classes[subject.charCodeAt(place) & 255]!]!
      if (value <= 1) break
      row = value
      place++
    }
    const symbol = classAt(program, subject, place)
    value = table[row + symbol]!
    if (value === 0) {
      value = automaton.fill(row, symbol)
      table = automaton.transitions
    }
    if (value < 0) {
      found = place
      value = -value
    }
    if (value === 1) break
    row = value
    place++
  }
  return found
}

/**
 * Runs the automaton of a reversed program from `end` leftward, not beyond `from`. The answer is the least place where a
 * match starts that ends at `end`, or -1.
 */
export function searchStart(
  program: Program,
  automaton: LazyAutomaton,
  subject: string,
  from: number,
  end: number,
): number {
  let row = automaton.start(classAt(program, subject, end))
  let table = automaton.transitions
  let found = -1
  for (let place = end - 1; place >= from - 1; place--) {
    const symbol = classAt(program, subject, place)
    let value = table[row + symbol]!
    if (value === 0) {
      value = automaton.fill(row, symbol)
      table = automaton.transitions
    }
    if (value < 0) {
      found = place + 1
      value = -value
    }
    if (value === 1) break
    row = value
  }
  return found
}
