import { alphabet, letterBits } from './choose-letters.js'
import { hasSibling, isEnd, isParent } from './phrase-node.js'
import type { PhraseTables } from './phrase-tables.js'
import { arePhraseTablesDamaged } from './phrase-tables-damaged.js'
import type { Sweep } from './sweep.js'

const tripleMask = alphabet ** 3 - 1

/** Bits of the hash of three letters. */
const goesOnBits = 10

/**
 * Finds which of very many phrases of two bytes and more occur in a value, ASCII letter case ignored. A first look asks of
 * every three bytes whether any phrase begins so, a second one of the fourth byte: each is a bit of a table of 4 KB, so
 * that little has to come from afar when a scan begins, which counts for more than instructions. Only where both say so
 * are phrases followed, byte by byte, in a tree. That is linear as long as phrases are short.
 */
export class PhraseFinder {
  private readonly letterOf: Uint8Array
  /** By two letters, a bit for each third one that phrases go on with. All of them where the two may be a phrase. */
  private readonly begins = new Int32Array(alphabet ** 2)
  /** By the hash of three letters, a bit for each fourth one. */
  private readonly goesOn = new Int32Array(1 << goesOnBits)
  // open hash tables of phrases of two bytes with their purposes, and of the first three bytes of longer ones with their nodes
  private readonly pairs: Int32Array
  private readonly triples: Int32Array
  private readonly tree: Int32Array

  /** Throws RangeError on tables that are none of `phraseTables` for so many purposes. */
  constructor(tables: PhraseTables, purposes: number) {
    if (arePhraseTablesDamaged(tables, purposes)) throw new RangeError('a table of phrases is damaged')
    const { letterOf, pairs, triples, roots, tree } = tables
    this.letterOf = letterOf
    this.tree = tree
    this.pairs = hashTable(pairs.length / 2)
    for (let at = 0; at < pairs.length; at += 2) this.addPair(pairs[at]!, pairs[at + 1]!)
    this.triples = hashTable(triples.length)
    for (let place = 0; place < triples.length; place++) this.addTriple(triples[place]!, roots[place]!)
  }

  /** What occurs in the value goes to `sweep`, which the caller clears. A long value may be given part by part. */
  find(value: string, sweep: Sweep, from = 0, to = value.length): void {
    const { letterOf, begins } = this
    const { byteSeen } = sweep
    let letters = from === 0 ? 0 : this.lettersBefore(value, from)
    for (let i = from; i < to; i++) {
      const byte = value.charCodeAt(i) & 255
      byteSeen[byte] = 1
      letters = ((letters << letterBits) | letterOf[byte]!) & tripleMask
      if ((begins[letters >>> letterBits]! & (1 << (letters & 31))) !== 0) this.look(value, i - 2, letters, sweep)
    }
    // two bytes are looked at together with the next one, and the last ones have none
    if (to === value.length && begins[letters & (tripleMask >>> letterBits)] === -1) this.notePair(value, to - 2, sweep)
  }

  private lettersBefore(value: string, place: number): number {
    const [first, second] = [value.charCodeAt(place - 2) & 255, value.charCodeAt(place - 1) & 255]
    return (this.letterOf[first]! << letterBits) | this.letterOf[second]!
  }

  /** Where the first look says that a phrase may begin. */
  private look(value: string, from: number, letters: number, sweep: Sweep): void {
    if (this.begins[letters >>> letterBits] === -1) this.notePair(value, from, sweep)
    const fourth = from + 3 < value.length ? this.letterOf[value.charCodeAt(from + 3) & 255]! : 0
    if ((this.goesOn[lettersHash(letters)]! & (1 << fourth)) !== 0) this.follow(value, from, sweep)
  }

  private notePair(value: string, from: number, sweep: Sweep): void {
    const purpose = lookUp(this.pairs, (byteAt(value, from) << 8) | byteAt(value, from + 1))
    if (purpose >= 0) sweep.note(purpose)
  }

  private follow(value: string, from: number, sweep: Sweep): void {
    const { tree } = this
    const triple = (byteAt(value, from) << 16) | (byteAt(value, from + 1) << 8) | byteAt(value, from + 2)
    let node = lookUp(this.triples, triple)
    if (node < 0) return
    for (let i = from + 3; ; i++) {
      const head = tree[node]!
      node += (head & hasSibling) === 0 ? 1 : 2
      if ((head & isEnd) !== 0) sweep.note(tree[node++]!)
      if ((head & isParent) === 0 || i >= value.length) return
      const byte = byteAt(value, i)
      while ((tree[node]! & 255) !== byte) {
        if ((tree[node]! & hasSibling) === 0) return
        node = tree[node + 1]!
      }
    }
  }

  private addPair(text: number, purpose: number): void {
    const { letterOf } = this
    enter(this.pairs, text, purpose)
    this.begins[(letterOf[text >>> 8]! << letterBits) | letterOf[text & 255]!] = -1
  }

  private addTriple(triple: number, root: number): void {
    const { letterOf, tree, begins, goesOn } = this
    enter(this.triples, triple, root)
    const pair = (letterOf[triple >>> 16]! << letterBits) | letterOf[(triple >>> 8) & 255]!
    const third = letterOf[triple & 255]!
    begins[pair]! |= 1 << third
    const hash = lettersHash((pair << letterBits) | third)
    const head = tree[root]!
    let child = root + ((head & hasSibling) === 0 ? 1 : 2)
    if ((head & isEnd) !== 0) {
      // behind a phrase of three bytes anything may stand, the end of the value too
      goesOn[hash] = -1
      child++
    }
    if ((head & isParent) === 0) return
    for (;;) {
      goesOn[hash]! |= 1 << letterOf[tree[child]! & 255]!
      if ((tree[child]! & hasSibling) === 0) return
      child = tree[child + 1]!
    }
  }
}

function lettersHash(letters: number): number {
  return Math.imul(letters, 0x9e3779b1) >>> (32 - goesOnBits)
}

/** The byte at a place, in lower case. */
function byteAt(value: string, place: number): number {
  const byte = value.charCodeAt(place) & 255
  // both differences are below zero for capital letters alone
  return byte | ((((0x40 - byte) & (byte - 0x5b)) >>> 26) & 0x20)
}

/** An empty table of keys from 0 on with a number each, side by side: for so many, and a third of it stays empty. */
function hashTable(entries: number): Int32Array {
  let slots = 64
  while (slots * 2 < entries * 3) slots *= 2
  return new Int32Array(slots * 2).fill(-1)
}

/** Where a key stands in a table, or the empty slot where it would. */
function slotOf(table: Int32Array, key: number): number {
  const mask = table.length - 2
  const mixed = Math.imul(key, 0x9e3779b1)
  let slot = ((mixed ^ (mixed >>> 15)) << 1) & mask
  while (table[slot] !== key && table[slot] !== -1) slot = (slot + 2) & mask
  return slot
}

function enter(table: Int32Array, key: number, number: number): void {
  const slot = slotOf(table, key)
  table[slot] = key
  table[slot + 1] = number
}

/** The number of a key, or -1. */
function lookUp(table: Int32Array, key: number): number {
  return table[slotOf(table, key) + 1]!
}
