import { operation, type Program } from './program.js'
import { classAt } from './search.js'

const maxVisits = 1 << 24
const maxStack = 1 << 21

// Shared by all backtrackers, since only one runs at a time: a bit for each pair of instruction and place, and the
// choices still open.
let visited = new Uint32Array(1 << 10)
let stack = new Int32Array(1 << 10)

function growStack(): boolean {
  if (stack.length >= maxStack) return false
  const larger = new Int32Array(stack.length * 2)
  larger.set(stack)
  stack = larger
  return true
}

/**
 * Finds the groups of a match whose start and end are known, by trying the choices in PCRE2's order. Every pair of instruction
 * and place is tried once, so the work is bounded by their number; longer subjects are for `ThreadList`.
 */
export class BoundedBacktracker {
  private readonly program: Program
  work = 0

  constructor(program: Program) {
    this.program = program
  }

  /** True when a match of this length is short enough for `run`. */
  fits(length: number): boolean {
    return this.program.size * (length + 1) <= maxVisits
  }

  /** The slots of the match that starts at `from` and ends at `end`, null when there is none. */
  run(subject: string, from: number, end: number): Int32Array | null | 'overflow' {
    const { program } = this
    const { operations, x, y, members, classCount } = program
    const width = end - from + 1
    const words = ((program.size * width) >>> 5) + 1
    if (visited.length < words) visited = new Uint32Array(words)
    else visited.fill(0, 0, words)
    const slots = new Int32Array(program.slots).fill(-1)
    let top = 0
    stack[top++] = program.start
    stack[top++] = from
    while (top > 0) {
      let place = stack[--top]!
      let pc = stack[--top]!
      if (pc < 0) {
        // A slot to be set back, because the way that set it failed.
        slots[-pc - 1] = place
        continue
      }
      for (;;) {
        const bit = pc * width + (place - from)
        const word = bit >>> 5
        const mask = 1 << (bit & 31)
        if ((visited[word]! & mask) !== 0) break
        visited[word]! |= mask
        this.work++
        const code = operations[pc]!
        if (code === operation.byte) {
          if (place >= end) break
          if (members[y[pc]! * classCount + classAt(program, subject, place)] !== 1) break
          place++
          pc = x[pc]!
        } else if (code === operation.split) {
          if (top + 2 > stack.length && !growStack()) return 'overflow'
          stack[top++] = y[pc]!
          stack[top++] = place
          pc = x[pc]!
        } else if (code === operation.save) {
          if (top + 2 > stack.length && !growStack()) return 'overflow'
          const slot = y[pc]!
          stack[top++] = -slot - 1
          stack[top++] = slots[slot]!
          slots[slot] = place
          pc = x[pc]!
        } else if (code === operation.ahead) {
          if (members[y[pc]! * classCount + classAt(program, subject, place)] !== 1) break
          pc = x[pc]!
        } else if (code === operation.behind) {
          if (members[y[pc]! * classCount + classAt(program, subject, place - 1)] !== 1) break
          pc = x[pc]!
        } else if (code === operation.match) {
          if (place === end) return slots
          break
        } else break
      }
    }
    return null
  }
}
