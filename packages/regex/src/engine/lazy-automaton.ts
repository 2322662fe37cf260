import { operation, outsideSymbol, type Program } from './program.js'

const dead = 1
const firstRow = 2
const maxStates = 2048
const maxTable = 1 << 17
const maxWeight = 1 << 19

/**
 * What an automaton is asked for: `any`: whether some match ends anywhere, it stops there; `all`: every place where one
 * ends; `preferred`: the places where the match ends that PCRE2 would prefer so far, the last of which is it.
 */
export type Aim = 'any' | 'all' | 'preferred'

/**
 * A deterministic automaton that is built while it runs, from sets of program instructions. A transition is looked up
 * in one table; a missing one is worked out once. The table is thrown away when it grows too large, so memory is bounded
 * and a byte never costs more than one walk over the program.
 */
export class LazyAutomaton {
  private readonly program: Program
  private readonly entry: number
  private readonly aim: Aim
  private table: Int32Array
  // A state is a row of the table; what it stands for is kept by row number.
  private kernels: Int32Array[] = []
  private behinds: number[] = []
  private index = new Map<number, number[]>()
  private starts: Int32Array
  private readonly marks: Int32Array
  private stamp = 0
  /** How many instructions all kernels hold together. */
  private weight = 0
  private flushes = 0
  private readonly stack: Int32Array
  private readonly list: Int32Array
  private length = 0
  /** Instructions visited while states were worked out; grows with the work done, for tests and profiles. */
  work = 0

  constructor(program: Program, entry: number, aim: Aim) {
    this.program = program
    this.entry = entry
    this.aim = aim
    this.table = new Int32Array(firstRow + program.classCount * 8)
    this.starts = new Int32Array(program.classCount)
    this.marks = new Int32Array(program.size)
    this.stack = new Int32Array(program.size * 2 + 2)
    this.list = new Int32Array(program.size)
  }

  /** The row to begin at when `behind` is the class of the symbol behind the place. */
  start(behind: number): number {
    const known = this.starts[behind]!
    if (known !== 0) return known
    this.begin()
    this.close(this.entry, behind, -1)
    const row = this.intern(behind)
    this.starts[behind] = row
    return row
  }

  /** The table as it is now; read it again after every `fill`. */
  get transitions(): Int32Array {
    return this.table
  }

  /**
   * Works out the transition of a row for a symbol class and returns it: a row (2 or more) to go on with, 1 when
   * nothing can match any more; negated when a match ends before the symbol.
   */
  fill(row: number, symbol: number): number {
    const { program, marks } = this
    const { operations, x, y, members, classCount } = program
    const state = (row - firstRow) / classCount
    const kernel = this.kernels[state]!
    const behind = this.behinds[state]!
    this.begin()
    for (let i = 0; i < kernel.length; i++) {
      const pc = kernel[i]!
      if (operations[pc] === operation.ahead) {
        if (members[y[pc]! * classCount + symbol] === 1) this.close(x[pc]!, behind, symbol)
      } else if (marks[pc] !== this.stamp) {
        marks[pc] = this.stamp
        this.list[this.length++] = pc
      }
    }
    this.work += kernel.length
    let current = this.list.slice(0, this.length)
    const match = current.findIndex((pc) => operations[pc] === operation.match)
    const matches = match >= 0
    // What comes after a match in order of preference is given up.
    if (matches && this.aim === 'preferred') current = current.slice(0, match)
    let value = dead
    if (symbol !== program.classes[outsideSymbol] && !(matches && this.aim === 'any')) {
      this.begin()
      for (const pc of current) {
        if (operations[pc] === operation.byte && members[y[pc]! * classCount + symbol] === 1) {
          this.close(x[pc]!, symbol, -1)
        }
      }
      if (this.length > 0) {
        const flushes = this.flushes
        value = this.intern(symbol)
        // After a flush the row this transition belongs to is gone.
        if (this.flushes !== flushes) return matches ? -value : value
      }
    }
    if (matches) value = -value
    this.table[row + symbol] = value
    return value
  }

  private begin(): void {
    if (this.stamp++ > 1 << 29) {
      this.marks.fill(0)
      this.stamp = 1
    }
    this.length = 0
  }

  // Adds what can be reached from an instruction without eating. `ahead` is -1 while the next symbol is not known;
  // instructions that ask for it then stay in the list themselves.
  private close(from: number, behind: number, ahead: number): void {
    const { stack, marks, stamp, list } = this
    const { operations, x, y, members, classCount } = this.program
    let top = 0
    stack[top++] = from
    while (top > 0) {
      const pc = stack[--top]!
      if (marks[pc] === stamp) continue
      marks[pc] = stamp
      this.work++
      switch (operations[pc]) {
        case operation.split:
          stack[top++] = y[pc]!
          stack[top++] = x[pc]!
          break
        case operation.save:
          stack[top++] = x[pc]!
          break
        case operation.behind:
          if (members[y[pc]! * classCount + behind] === 1) stack[top++] = x[pc]!
          break
        case operation.ahead:
          if (ahead < 0) list[this.length++] = pc
          else if (members[y[pc]! * classCount + ahead] === 1) stack[top++] = x[pc]!
          break
        case operation.fail:
          break
        default:
          list[this.length++] = pc
      }
    }
  }

  // The row of the set of instructions in the list.
  private intern(symbol: number): number {
    const { operations, seesBehind, classCount } = this.program
    const kernel = this.list.slice(0, this.length)
    if (this.aim !== 'preferred') kernel.sort()
    let behind = 0
    if (seesBehind) for (const pc of kernel) if (operations[pc] === operation.ahead) behind = symbol
    let hash = behind + 1
    for (let i = 0; i < kernel.length; i++) hash = Math.imul(hash ^ kernel[i]!, 0x01000193) + 0x9e37
    const bucket = this.index.get(hash)
    if (bucket !== undefined) {
      for (const state of bucket) {
        if (this.behinds[state] === behind && equal(this.kernels[state]!, kernel)) return firstRow + state * classCount
      }
    }
    const full = this.kernels.length >= maxStates || (this.kernels.length + 1) * classCount > maxTable
    if (full || this.weight + kernel.length > maxWeight) this.flush()
    this.weight += kernel.length
    const state = this.kernels.length
    const row = firstRow + state * classCount
    if (row + classCount > this.table.length) {
      const larger = new Int32Array(this.table.length * 2 + classCount)
      larger.set(this.table)
      this.table = larger
    }
    this.kernels.push(kernel)
    this.behinds.push(behind)
    const list = this.index.get(hash)
    if (list === undefined) this.index.set(hash, [state])
    else list.push(state)
    return row
  }

  private flush(): void {
    this.flushes++
    this.weight = 0
    this.kernels = []
    this.behinds = []
    this.index = new Map()
    this.table.fill(0)
    this.starts.fill(0)
  }
}

function equal(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
