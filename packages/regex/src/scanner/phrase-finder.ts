import { alphabet, letterBits, type PhraseTables } from './phrase-tables.js'
import { arePhraseTablesDamaged } from './phrase-tables-damaged.js'
import type { Sweep } from './sweep.js'

const pairMask = (1 << (2 * letterBits)) - 1
const tripleMask = (1 << (3 * letterBits)) - 1

/** Bits of the hash of four letters. */
const quadBits = 16

const lowerCase = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte))

/**
 * Finds which of very many phrases of two bytes and more occur in a value, ASCII letter case ignored. A first look
 * asks of every three bytes whether any phrase begins so: one bit of a table that fits a processor's nearest cache.
 * Only where one does are the phrases followed, byte by byte, in a tree. That is linear as long as phrases are short.
 */
export class PhraseFinder {
  private readonly letterOf: Uint8Array
  /** Whether a phrase of three bytes and more may begin with a triple of letters: a bit for each. */
  private readonly begins = new Int32Array(1 << (3 * letterBits - 5))
  /** The same of four letters, by their hash: a second look before a phrase is followed. */
  private readonly goesOn = new Int32Array(1 << (quadBits - 5))
  /** The phrase of two bytes that a pair of letters may be, or -1; of several, the last. */
  private readonly pairs = new Int32Array(pairMask + 1).fill(-1)
  /** For each phrase of two bytes the one before it that has the same letters, or -1. */
  private readonly samePair: Int32Array
  private readonly pairTexts: Int32Array
  // where the first three bytes of phrases lead: an open hash table
  private readonly tripleKeys: Int32Array
  private readonly tripleNodes: Int32Array
  private readonly bytes: Uint8Array
  private readonly isParent: Uint8Array
  private readonly siblings: Int32Array
  private readonly ends: Int32Array
  private readonly folded = lowerCase

  /** Throws RangeError on tables that are none of `phraseTables`. */
  constructor(tables: PhraseTables) {
    if (arePhraseTablesDamaged(tables)) throw new RangeError('a table of phrases is damaged')
    const { triples, roots, pairTexts } = tables
    this.letterOf = tables.letterOf
    this.pairTexts = pairTexts
    this.bytes = tables.bytes
    this.isParent = tables.isParent
    this.siblings = tables.siblings
    this.ends = tables.ends
    this.samePair = new Int32Array(pairTexts.length).fill(-1)
    for (let phrase = 0; phrase < pairTexts.length; phrase++) {
      if (pairTexts[phrase]! >= 0) this.addPair(pairTexts[phrase]!, phrase)
    }
    let slots = 64
    while (slots < triples.length * 2) slots *= 2
    this.tripleKeys = new Int32Array(slots).fill(-1)
    this.tripleNodes = new Int32Array(slots)
    for (let place = 0; place < triples.length; place++) this.addTriple(triples[place]!, roots[place]!)
  }

  /** What occurs in the value goes to `sweep`, which the caller clears. A long value may be given part by part. */
  find(value: string, sweep: Sweep, from = 0, to = value.length): void {
    const { letterOf, begins, pairs } = this
    const { byteSeen, bytes } = sweep
    const length = value.length
    let byteCount = sweep.byteCount
    let triple = from === 0 ? 0 : this.lettersBefore(value, from)
    for (let i = from; i < to; i++) {
      const byte = value.charCodeAt(i) & 255
      if (byteSeen[byte] === 0) {
        byteSeen[byte] = 1
        bytes[byteCount++] = byte
      }
      triple = ((triple << letterBits) | letterOf[byte]!) & tripleMask
      if (pairs[triple & pairMask]! >= 0) this.notePair(value, i - 1, pairs[triple & pairMask]!, sweep)
      if ((begins[triple >>> 5]! & (1 << (triple & 31))) !== 0) {
        const fourth = i + 1 < length ? letterOf[value.charCodeAt(i + 1) & 255]! : 0
        const quad = quadHash((triple << letterBits) | fourth)
        if ((this.goesOn[quad >>> 5]! & (1 << (quad & 31))) !== 0) this.follow(value, i - 2, sweep)
      }
    }
    sweep.byteCount = byteCount
  }

  private lettersBefore(value: string, place: number): number {
    const [first, second] = [value.charCodeAt(place - 2) & 255, value.charCodeAt(place - 1) & 255]
    return (this.letterOf[first]! << letterBits) | this.letterOf[second]!
  }

  private notePair(value: string, from: number, first: number, sweep: Sweep): void {
    const pair = (this.byteAt(value, from) << 8) | this.byteAt(value, from + 1)
    for (let phrase = first; phrase >= 0; phrase = this.samePair[phrase]!) {
      if (this.pairTexts[phrase] === pair) sweep.note(phrase)
    }
  }

  private follow(value: string, from: number, sweep: Sweep): void {
    const { bytes, isParent, siblings, ends, folded } = this
    let node = this.nodeOf(this.tripleAt(value, from))
    for (let i = from + 3; node >= 0; i++) {
      const phrase = ends[node]!
      if (phrase >= 0) sweep.note(phrase)
      if (isParent[node] === 0 || i >= value.length) return
      const byte = folded[value.charCodeAt(i) & 255]!
      node++
      while (node >= 0 && bytes[node] !== byte) node = siblings[node]!
    }
  }

  /** The node that three bytes lead to, or -1. */
  private nodeOf(triple: number): number {
    const { tripleKeys } = this
    let slot = this.slotOf(triple)
    while (tripleKeys[slot] !== triple) {
      if (tripleKeys[slot] === -1) return -1
      slot = (slot + 1) & (tripleKeys.length - 1)
    }
    return this.tripleNodes[slot]!
  }

  private tripleAt(value: string, place: number): number {
    return (this.byteAt(value, place) << 16) | (this.byteAt(value, place + 1) << 8) | this.byteAt(value, place + 2)
  }

  private byteAt(value: string, place: number): number {
    return this.folded[value.charCodeAt(place) & 255]!
  }

  private slotOf(triple: number): number {
    const mixed = Math.imul(triple, 0x9e3779b1)
    return (mixed ^ (mixed >>> 15)) & (this.tripleKeys.length - 1)
  }

  private addPair(text: number, phrase: number): void {
    const { letterOf, pairs } = this
    const pair = (letterOf[text >>> 8]! << letterBits) | letterOf[text & 255]!
    this.samePair[phrase] = pairs[pair]!
    pairs[pair] = phrase
  }

  private addTriple(triple: number, root: number): void {
    const { letterOf, tripleKeys, siblings } = this
    let slot = this.slotOf(triple)
    while (tripleKeys[slot] !== -1) slot = (slot + 1) & (tripleKeys.length - 1)
    tripleKeys[slot] = triple
    this.tripleNodes[slot] = root
    const [first, second, third] = [triple >>> 16, (triple >>> 8) & 255, triple & 255]
    const pair = (letterOf[first]! << letterBits) | letterOf[second]!
    const letters = (pair << letterBits) | letterOf[third]!
    this.begins[letters >>> 5]! |= 1 << (letters & 31)
    // behind a phrase of three bytes anything may stand, the end of the value too
    if (this.ends[root]! >= 0) for (let fourth = 0; fourth < alphabet; fourth++) this.addQuad(letters, fourth)
    if (this.isParent[root] === 0) return
    for (let child = root + 1; child >= 0; child = siblings[child]!)
      this.addQuad(letters, letterOf[this.bytes[child]!]!)
  }

  private addQuad(letters: number, fourth: number): void {
    const quad = quadHash((letters << letterBits) | fourth)
    this.goesOn[quad >>> 5]! |= 1 << (quad & 31)
  }
}

function quadHash(quad: number): number {
  return Math.imul(quad, 0x9e3779b1) >>> (32 - quadBits)
}
