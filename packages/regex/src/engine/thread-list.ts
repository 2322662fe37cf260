import { operation, type Program } from './program.js'
import { classAt } from './search.js'

// The threads at one place, in order of preference, each with its own slots.
class Threads {
  readonly sparse: Int32Array
  readonly dense: Int32Array
  readonly slots: Int32Array
  count = 0

  constructor(size: number, slots: number) {
    this.sparse = new Int32Array(size)
    this.dense = new Int32Array(size)
    this.slots = new Int32Array(size * slots)
  }

  has(pc: number): boolean {
    const at = this.sparse[pc]!
    return at < this.count && this.dense[at] === pc
  }
}

/**
 * Finds the groups of a match whose start and end are known by running all choices side by side: a byte costs at most one walk
 * over the program, whatever the length of the subject. Preference is PCRE2's.
 */
export class ThreadList {
  private readonly program: Program
  private now: Threads
  private after: Threads
  private readonly scratch: Int32Array
  private stack = new Int32Array(256)
  // the match that is being looked at, and how far
  private subject = ''
  private place = 0
  private end = 0
  work = 0

  constructor(program: Program) {
    this.program = program
    this.now = new Threads(program.size, program.slots)
    this.after = new Threads(program.size, program.slots)
    this.scratch = new Int32Array(program.slots)
  }

  /** The slots of the match that starts at `from` and ends at `end`, or null when there is none. */
  run(subject: string, from: number, end: number): Int32Array | null {
    this.begin(subject, from, end)
    this.goOn(Number.POSITIVE_INFINITY)
    return this.result()
  }

  /** Begins with a match, for `goOn`. */
  begin(subject: string, from: number, end: number): void {
    this.subject = subject
    this.place = from
    this.end = end
    this.now.count = 0
    this.scratch.fill(-1)
    this.add(this.now, this.program.start, subject, from)
  }

  /** Goes on for as many steps, of which each place takes as many as the program is long at the most. True at the end of the match. */
  goOn(steps: number): boolean {
    const { program, scratch, subject } = this
    const { operations, x, y, members, classCount, slots: width, size } = program
    const until = Math.min(this.end, this.place + Math.max(1, Math.ceil(steps / size)))
    for (let place = this.place; place < until; place++) {
      const { now, after } = this
      const { dense, slots } = now
      const symbol = classAt(program, subject, place)
      after.count = 0
      for (let i = 0; i < now.count; i++) {
        const pc = dense[i]!
        if (operations[pc] !== operation.byte || members[y[pc]! * classCount + symbol] !== 1) continue
        for (let slot = 0; slot < width; slot++) scratch[slot] = slots[i * width + slot]!
        this.add(after, x[pc]!, subject, place + 1)
      }
      this.now = after
      this.after = now
    }
    this.place = until
    return until === this.end
  }

  /** What `run` gives, once the end is reached. */
  result(): Int32Array | null {
    const { operations, slots: width } = this.program
    this.subject = ''
    const { dense, slots, count } = this.now
    for (let i = 0; i < count; i++) {
      if (operations[dense[i]!] === operation.match) return slots.slice(i * width, (i + 1) * width)
    }
    return null
  }

  private add(threads: Threads, from: number, subject: string, place: number): void {
    const { program, scratch } = this
    const { operations, x, y, members, classCount, slots: width } = program
    let { stack } = this
    let top = 0
    stack[top++] = from
    stack[top++] = 0
    while (top > 0) {
      const value = stack[--top]!
      const pc = stack[--top]!
      if (pc < 0) {
        scratch[-pc - 1] = value
        continue
      }
      if (threads.has(pc)) continue
      this.work++
      const at = threads.count++
      threads.sparse[pc] = at
      threads.dense[at] = pc
      if (top + 4 > stack.length) {
        const larger = new Int32Array(stack.length * 2)
        larger.set(stack)
        stack = larger
        this.stack = larger
      }
      switch (operations[pc]) {
        case operation.split:
          stack[top++] = y[pc]!
          stack[top++] = 0
          stack[top++] = x[pc]!
          stack[top++] = 0
          break
        case operation.save: {
          const slot = y[pc]!
          stack[top++] = -slot - 1
          stack[top++] = scratch[slot]!
          scratch[slot] = place
          stack[top++] = x[pc]!
          stack[top++] = 0
          break
        }
        case operation.ahead:
          if (members[y[pc]! * classCount + classAt(program, subject, place)] === 1) {
            stack[top++] = x[pc]!
            stack[top++] = 0
          }
          break
        case operation.behind:
          if (members[y[pc]! * classCount + classAt(program, subject, place - 1)] === 1) {
            stack[top++] = x[pc]!
            stack[top++] = 0
          }
          break
        default:
          for (let i = 0; i < width; i++) threads.slots[at * width + i] = scratch[i]!
      }
    }
  }
}
