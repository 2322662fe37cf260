import type { ScannerData } from './build-scanner.js'
import { EdgeTable } from './edge-table.js'

// States with this many transitions in all get a row of the table each; deeper ones are looked up and fall back.
const maxTable = 1 << 22

/** Whether data from a bundle is none of `buildScanner`: states lead to the root, phrases end at states. */
function isDamaged({ classes, labels, parents, ends }: ScannerData): boolean {
  if (!(classes instanceof Uint8Array && labels instanceof Uint8Array)) return true
  if (!(parents instanceof Int32Array && ends instanceof Int32Array)) return true
  if (classes.length !== 256 || labels.length === 0 || parents.length !== labels.length || parents[0] !== -1)
    return true
  const greatest = classes.reduce((most, cls) => Math.max(most, cls), 0)
  for (let state = 1; state < labels.length; state++) {
    if (parents[state]! < 0 || parents[state]! >= state || labels[state]! > greatest) return true
  }
  return ends.some((state) => state < -1 || state >= labels.length)
}

/**
 * Finds phrases in a value in one pass, whatever their number (Aho and Corasick's automaton). The states near the root
 * are rows of one table, with a negative entry (`~row`) where a phrase ends; only very large phrase lists have more.
 */
export class Scanner {
  /** Where the phrase that `first` found ends, as an offset into the value; -1 when it found none. */
  end = -1
  private readonly classes: Uint8Array
  private readonly stride: number
  private readonly table: Int32Array
  /** The phrase that ends at a state, or -1; one of several equal ones. */
  private readonly own: Int32Array
  /** The next phrase that is equal, or -1. */
  private readonly same: Int32Array
  /** The longest shorter state where a phrase ends, or -1. */
  private readonly link: Int32Array
  // For states without a row.
  private readonly edges: EdgeTable | null
  private readonly fail: Int32Array

  constructor(data: ScannerData) {
    if (isDamaged(data)) throw new RangeError('a list of phrases is damaged')
    const { classes, labels, parents, ends } = data
    const states = labels.length
    let stride = 1
    for (const cls of classes) if (cls >= stride) stride = cls + 1
    const rows = Math.min(states, Math.max(1, Math.floor(maxTable / stride)))
    this.classes = classes
    this.stride = stride
    this.own = new Int32Array(states).fill(-1)
    this.same = new Int32Array(ends.length).fill(-1)
    for (let phrase = ends.length - 1; phrase >= 0; phrase--) {
      const state = ends[phrase]!
      if (state < 0) continue
      this.same[phrase] = this.own[state]!
      this.own[state] = phrase
    }
    this.link = new Int32Array(states).fill(-1)
    this.fail = new Int32Array(states)
    this.edges = rows < states ? new EdgeTable(states - rows) : null
    this.table = new Int32Array(rows * stride)
    this.build(labels, parents, rows)
  }

  /**
   * The index of the phrase found first: where any phrase first ends, the longest that ends there (of equal phrases the
   * one listed first). -1 when none occurs. `end` tells where it ends.
   */
  first(value: string): number {
    if (this.edges !== null) return this.firstDeep(value)
    const { classes, table } = this
    const length = value.length
    let row = 0
    for (let i = 0; i < length; i++) {
      row = table[row + classes[value.charCodeAt(i) & 255]!]!
      if (row < 0) {
        this.end = i + 1
        return this.longest(~row / this.stride)
      }
    }
    this.end = -1
    return -1
  }

  /** Sets the bit of every phrase that occurs: bit `i & 31` of word `i >> 5`. */
  collect(value: string, hits: Uint32Array): void {
    if (this.edges !== null) {
      this.collectDeep(value, hits)
      return
    }
    const { classes, table, stride } = this
    const length = value.length
    let row = 0
    for (let i = 0; i < length; i++) {
      row = table[row + classes[value.charCodeAt(i) & 255]!]!
      if (row < 0) {
        row = ~row
        this.mark(row / stride, hits)
      }
    }
  }

  private longest(state: number): number {
    return this.own[state]! >= 0 ? this.own[state]! : this.own[this.link[state]!]!
  }

  private mark(from: number, hits: Uint32Array): void {
    const { own, same, link } = this
    for (let state = own[from]! >= 0 ? from : link[from]!; state >= 0; state = link[state]!) {
      const phrase = own[state]!
      // Set before: then so are all shorter ones that end here.
      if (((hits[phrase >> 5]! >>> (phrase & 31)) & 1) === 1) return
      for (let other = phrase; other >= 0; other = same[other]!) hits[other >> 5]! |= 1 << (other & 31)
    }
  }

  // Where a state leads on a class, as an entry of the table: `~` when a phrase ends there.
  private step(state: number, cls: number): number {
    const { table, stride, fail, edges } = this
    const rows = table.length / stride
    let at = state
    while (at >= rows) {
      const target = edges!.get(at, cls)
      if (target >= 0) return this.entry(target)
      at = fail[at]!
    }
    return table[at * stride + cls]!
  }

  private entry(state: number): number {
    const row = state * this.stride
    return this.own[state]! >= 0 || this.link[state]! >= 0 ? ~row : row
  }

  private firstDeep(value: string): number {
    const { classes, stride } = this
    let row = 0
    for (let i = 0; i < value.length; i++) {
      row = this.step(row / stride, classes[value.charCodeAt(i) & 255]!)
      if (row < 0) {
        this.end = i + 1
        return this.longest(~row / stride)
      }
    }
    this.end = -1
    return -1
  }

  private collectDeep(value: string, hits: Uint32Array): void {
    const { classes, stride } = this
    let row = 0
    for (let i = 0; i < value.length; i++) {
      row = this.step(row / stride, classes[value.charCodeAt(i) & 255]!)
      if (row < 0) {
        row = ~row
        this.mark(row / stride, hits)
      }
    }
  }

  // Fills the table by depth: a state goes where the longest proper ending of its text goes, but for its own children.
  private build(labels: Uint8Array, parents: Int32Array, rows: number): void {
    const { table, stride, fail, link, own, edges } = this
    const states = labels.length
    // Children before their parents are expanded: a state's row is copied from its fallback, then takes its children.
    let child = 1
    for (let state = 0; state < states; state++) {
      const back = fail[state]!
      if (state > 0) {
        link[state] = own[back]! >= 0 ? back : link[back]!
        if (state < rows) table.copyWithin(state * stride, back * stride, (back + 1) * stride)
      }
      for (; child < states && parents[child] === state; child++) {
        const cls = labels[child]!
        const target = state === 0 ? 0 : this.step(back, cls)
        fail[child] = (target < 0 ? ~target : target) / stride
        if (state >= rows) edges!.set(state, cls, child)
      }
      if (state < rows) {
        for (let i = child - 1; i > 0 && parents[i] === state; i--) {
          link[i] = own[fail[i]!]! >= 0 ? fail[i]! : link[fail[i]!]!
          table[state * stride + labels[i]!] = this.entry(i)
        }
      }
    }
  }
}
