import type { LazyAutomaton } from './lazy-automaton.js'
import { finalNewlineSymbol, outsideSymbol, type Program } from './program.js'

/** The class of the symbol at a place, which may lie outside of the subject. */
export function classAt(program: Program, subject: string, place: number): number {
  const { classes } = program
  if (place < 0 || place >= subject.length) return classes[outsideSymbol]!
  const code = subject.charCodeAt(place)
  return classes[code === 0x0a && place === subject.length - 1 ? finalNewlineSymbol : code & 255]!
}

/** True when the pattern matches anywhere from `from` on. Stops where the first match ends. */
export function searchForward(program: Program, automaton: LazyAutomaton, subject: string, from: number): boolean {
  const { classes } = program
  let row = automaton.start(classAt(program, subject, from - 1))
  let table = automaton.transitions
  const past = subject.length
  const plain = program.seesFinalNewline ? past - 1 : past
  let place = from
  while (place < plain) {
    // The loop proper is kept this small on purpose: it is what a scan costs.
    let value = 0
    do {
      value = table[row + classes[subject.charCodeAt(place) & 255]!]!
      if (value <= 1) break
      row = value
    } while (++place < plain)
    if (value > 1) break
    const symbol = classes[subject.charCodeAt(place) & 255]!
    const filled = value === 0 ? automaton.fill(row, symbol) : value
    if (filled < 0) return true
    if (filled === 1) return false
    row = filled
    table = automaton.transitions
    place++
  }
  // The last byte when it may be special, and what lies past the end.
  for (; place <= past; place++) {
    const symbol = classAt(program, subject, place)
    const value = table[row + symbol]!
    const filled = value === 0 ? automaton.fill(row, symbol) : value
    if (filled < 0) return true
    if (filled === 1) return false
    row = filled
    table = automaton.transitions
  }
  return false
}

/**
 * Where the leftmost match that starts at or after `from` starts, or -1. The program is the reversed one, the whole
 * rest of the subject is read once from its end.
 */
export function searchStart(program: Program, automaton: LazyAutomaton, subject: string, from: number): number {
  let row = automaton.start(classAt(program, subject, subject.length))
  let table = automaton.transitions
  let found = -1
  for (let place = subject.length - 1; place >= from - 1; place--) {
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

/** Where the preferred match that starts at `from` ends, or -1 when none starts there. */
export function searchEnd(program: Program, automaton: LazyAutomaton, subject: string, from: number): number {
  let row = automaton.start(classAt(program, subject, from - 1))
  let table = automaton.transitions
  let found = -1
  for (let place = from; place <= subject.length; place++) {
    const symbol = classAt(program, subject, place)
    let value = table[row + symbol]!
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
  }
  return found
}
