import { alphabet, letterBits } from './choose-letters.js'
import { fillBytes } from './fill-bytes.js'
import { NumberTable } from './number-table.js'
import { deepest, hasSibling, isEnd, isParent } from './phrase-node.js'
import type { PhraseTables } from './phrase-tables.js'
import { arePhraseTablesDamaged } from './phrase-tables-damaged.js'
import type { Sweep } from './sweep.js'

const tripleMask = alphabet ** 3 - 1

/** Bits of the hash of three letters. */
const goesOnBits = 10

/** So much of a value is looked at in one go, and so far beyond that. */
const stretch = 4096
const furthest = 3 + deepest

// All finders share what they work with, since each is done before another one begins, and the tables of the first look
// are those of the one at work. Arrays that are constants of this file are twice as fast as those of an object, of which
// compiled code asks at every byte where they are and how long.
const bytes = new Uint8Array(2 + stretch + furthest)
/** 1 for each byte that occurs. */
const seen = new Uint8Array(256)
const seenByFour = new Int32Array(seen.buffer)
const letterOf = new Uint8Array(256)
/** By two letters, a bit for each third one that phrases go on with. All of them where the two may be a phrase. */
const begins = new Int32Array(alphabet ** 2)
let atWork = 0
let finders = 0

/** Makes a number of 0 to 15 of four bytes of 0 or 1 that are read as one number, whichever of them is its lowest. */
const gather = new Uint8Array(Int32Array.of(1).buffer)[0] === 1 ? 0x01020408 : 0x08040201

/**
 * Finds which of very many phrases of two bytes and more occur in a value, ASCII letter case ignored. A first look asks of
 * every three bytes whether any phrase begins so, a second one of the fourth byte: each is a bit of a table of 4 KB, so
 * that little has to come from afar when a scan begins, which counts for more than instructions. Only where both say so
 * are phrases followed, byte by byte, in a tree. That is linear as long as phrases are short.
 */
export class PhraseFinder {
  private readonly number = ++finders
  private readonly letterOf: Uint8Array
  private readonly begins = new Int32Array(alphabet ** 2)
  /** By the hash of three letters, a bit for each fourth one. */
  private readonly goesOn = new Int32Array(1 << goesOnBits)
  /** The purposes of phrases of two bytes, and the nodes that the first three bytes of longer ones lead to. */
  private readonly pairs: NumberTable
  private readonly triples: NumberTable
  private readonly tree: Int32Array

  /** Throws RangeError on tables that are none of `phraseTables` for so many purposes. */
  constructor(tables: PhraseTables, purposes: number) {
    if (arePhraseTablesDamaged(tables, purposes)) throw new RangeError('a table of phrases is damaged')
    const { letterOf, pairs, triples, roots, tree } = tables
    this.letterOf = letterOf
    this.tree = tree
    this.pairs = new NumberTable(pairs.length / 2)
    for (let at = 0; at < pairs.length; at += 2) this.addPair(pairs[at]!, pairs[at + 1]!)
    this.triples = new NumberTable(triples.length)
    for (let place = 0; place < triples.length; place++) this.addTriple(triples[place]!, roots[place]!)
  }

  /** What occurs in the value goes to `sweep`, which the caller clears. A long value may be given part by part. */
  find(value: string, sweep: Sweep, from = 0, to = value.length): void {
    if (atWork !== this.number) {
      letterOf.set(this.letterOf)
      begins.set(this.begins)
      atWork = this.number
    }
    let isAscii = true
    for (let at = from; at < to; at += stretch) {
      isAscii = this.findWithin(value, sweep, at, Math.min(to, at + stretch)) && isAscii
    }
    takeSeen(sweep.bytes, isAscii ? 4 : 8)
  }

  private findWithin(value: string, sweep: Sweep, from: number, to: number): boolean {
    // with what stood before, and what a phrase that begins there may go on with
    const start = Math.max(0, from - 2)
    const length = Math.min(value.length, to + furthest) - start
    const isAscii = fillBytes(bytes, value, start, start + length)
    let letters = from === 0 ? 0 : (letterOf[bytes[0]!]! << letterBits) | letterOf[bytes[1]!]!
    for (let i = from - start; i < to - start; i++) {
      const byte = bytes[i]!
      seen[byte] = 1
      letters = ((letters << letterBits) | letterOf[byte]!) & tripleMask
      if ((begins[letters >>> letterBits]! & (1 << (letters & 31))) !== 0) this.look(i - 2, length, letters, sweep)
    }
    // two bytes are looked at together with the next one, and the last ones have none
    if (to === value.length && begins[letters & (tripleMask >>> letterBits)] === -1) this.notePair(length - 2, sweep)
    return isAscii
  }

  /** Where the first look says that a phrase may begin. */
  private look(from: number, length: number, letters: number, sweep: Sweep): void {
    if (begins[letters >>> letterBits] === -1) this.notePair(from, sweep)
    const fourth = from + 3 < length ? letterOf[bytes[from + 3]!]! : 0
    if ((this.goesOn[lettersHash(letters)]! & (1 << fourth)) !== 0) this.follow(from, length, sweep)
  }

  private notePair(from: number, sweep: Sweep): void {
    const purpose = this.pairs.get((lowerCase(bytes[from]!) << 8) | lowerCase(bytes[from + 1]!))
    if (purpose >= 0) sweep.note(purpose)
  }

  private follow(from: number, length: number, sweep: Sweep): void {
    const { tree } = this
    const pair = (lowerCase(bytes[from]!) << 8) | lowerCase(bytes[from + 1]!)
    let node = this.triples.get((pair << 8) | lowerCase(bytes[from + 2]!))
    if (node < 0) return
    for (let i = from + 3; ; i++) {
      const head = tree[node]!
      node += (head & hasSibling) === 0 ? 1 : 2
      if ((head & isEnd) !== 0) sweep.note(tree[node++]!)
      if ((head & isParent) === 0 || i >= length) return
      const byte = lowerCase(bytes[i]!)
      while ((tree[node]! & 255) !== byte) {
        if ((tree[node]! & hasSibling) === 0) return
        node = tree[node + 1]!
      }
    }
  }

  private addPair(text: number, purpose: number): void {
    const { letterOf } = this
    this.pairs.set(text, purpose)
    this.begins[(letterOf[text >>> 8]! << letterBits) | letterOf[text & 255]!] = -1
  }

  private addTriple(triple: number, root: number): void {
    const { letterOf, tree, begins, goesOn } = this
    this.triples.set(triple, root)
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

function lowerCase(byte: number): number {
  // both differences are below zero for capital letters alone
  return byte | ((((0x40 - byte) & (byte - 0x5b)) >>> 26) & 0x20)
}

/** Adds the bytes that were seen to a mask of all; higher ones than those of so many words were not. */
function takeSeen(mask: Int32Array, words: number): void {
  for (let word = 0; word < words; word++) {
    let bits = 0
    for (let place = 0; place < 8; place++) {
      const four = seenByFour[word * 8 + place]!
      bits |= (Math.imul(four, gather) >>> 24) << (4 * place)
      seenByFour[word * 8 + place] = 0
    }
    mask[word]! |= bits
  }
}
