import type { Sweep } from './sweep.js'

/** Bits of a letter of the first look. */
const letterBits = 6
const alphabet = 1 << letterBits
const pairMask = (1 << (2 * letterBits)) - 1
const tripleMask = (1 << (3 * letterBits)) - 1

/** Bits of the hash of four letters. */
const quadBits = 16

/**
 * Finds which of very many phrases of two bytes and more occur in a value, ASCII letter case ignored. A first look
 * asks of every three bytes whether any phrase begins so: one bit of a table that fits a processor's nearest cache.
 * Only where one does are the phrases followed, byte by byte, in a tree. That is linear as long as phrases are short.
 */
export class PhraseFinder {
  /** Each byte as a letter of the first look; 0 is for bytes in no phrase, others may share one. */
  private readonly letterOf = new Uint8Array(256)
  /** Whether a phrase of three bytes and more may begin with a triple of letters. */
  private readonly begins = new Int32Array(1 << (3 * letterBits - 5))
  /** The same of four letters, by their hash: a second look before a phrase is followed. */
  private readonly goesOn = new Int32Array(1 << (quadBits - 5))
  /** The phrase of two bytes that a pair of letters may be, or -1; of several, the last. */
  private readonly pairs = new Int32Array(pairMask + 1).fill(-1)
  /** The next phrase of two bytes that has the same letters, or -1. */
  private readonly samePair: Int32Array
  private readonly phrases: readonly string[]
  /** Each byte in lower case. */
  private readonly folded = new Uint8Array(256)
  // where the first three bytes of phrases lead: an open hash table
  private readonly tripleKeys: Int32Array
  private readonly tripleNodes: Int32Array
  // The trees behind those: the byte of a node, whether it has children, of which the first is the next node, and the
  // next child of its parent or -1.
  private readonly bytes: Uint8Array
  private readonly isParent: Uint8Array
  private readonly siblings: Int32Array
  /** The phrase that ends at a node, or -1. */
  private readonly ends: Int32Array

  /** For distinct phrases in lower case. */
  constructor(phrases: readonly string[]) {
    this.phrases = phrases
    for (let byte = 0; byte < 256; byte++) this.folded[byte] = byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte
    this.chooseLetters(phrases)
    this.samePair = new Int32Array(phrases.length).fill(-1)
    const nodes = phrases.reduce((sum, phrase) => sum + phrase.length, 1)
    this.bytes = new Uint8Array(nodes)
    this.isParent = new Uint8Array(nodes)
    this.siblings = new Int32Array(nodes).fill(-1)
    this.ends = new Int32Array(nodes).fill(-1)
    let slots = 64
    while (slots < phrases.length * 2) slots *= 2
    this.tripleKeys = new Int32Array(slots).fill(-1)
    this.tripleNodes = new Int32Array(slots)
    this.plant(phrases)
  }

  /** What occurs in the value goes to `sweep`, which the caller clears. */
  find(value: string, sweep: Sweep): void {
    const { letterOf, begins, pairs } = this
    const { byteSeen, bytes } = sweep
    const length = value.length
    let byteCount = 0
    let triple = 0
    for (let i = 0; i < length; i++) {
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

  private notePair(value: string, from: number, first: number, sweep: Sweep): void {
    for (let phrase = first; phrase >= 0; phrase = this.samePair[phrase]!) {
      if (sweep.phraseSeen[phrase] === 1) continue
      const text = this.phrases[phrase]!
      if (this.byteAt(value, from) === text.charCodeAt(0) && this.byteAt(value, from + 1) === text.charCodeAt(1)) {
        sweep.note(phrase)
      }
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

  private slotOf(triple: number): number {
    const mixed = Math.imul(triple, 0x9e3779b1)
    return (mixed ^ (mixed >>> 15)) & (this.tripleKeys.length - 1)
  }

  private tripleAt(value: string, place: number): number {
    return (this.byteAt(value, place) << 16) | (this.byteAt(value, place + 1) << 8) | this.byteAt(value, place + 2)
  }

  private byteAt(value: string, place: number): number {
    return this.folded[value.charCodeAt(place) & 255]!
  }

  private chooseLetters(phrases: readonly string[]): void {
    let next = 0
    for (const phrase of phrases) {
      for (let i = 0; i < phrase.length; i++) {
        const byte = phrase.charCodeAt(i) & 255
        if (this.letterOf[byte] === 0) this.letterOf[byte] = 1 + (next++ % (alphabet - 1))
      }
    }
    for (let upper = 0x41; upper <= 0x5a; upper++) this.letterOf[upper] = this.letterOf[upper + 32]!
  }

  /** Puts the phrases into the tables. In sorted order those with a common beginning stand together. */
  private plant(phrases: readonly string[]): void {
    const order = phrases.map((_, index) => index).sort((a, b) => (phrases[a]! < phrases[b]! ? -1 : 1))
    let nodes = 0
    // the nodes of the phrase before, by its length up to there
    let path: number[] = []
    let before = ''
    for (const index of order) {
      const phrase = phrases[index]!
      if (phrase.length === 2) {
        const pair = this.letters(phrase)
        this.samePair[index] = this.pairs[pair]!
        this.pairs[pair] = index
        continue
      }
      let length = 0
      while (length < before.length && before[length] === phrase[length]) length++
      path = path.slice(0, length + 1)
      if (length < 3) {
        const triple = this.tripleAt(phrase, 0)
        let slot = this.slotOf(triple)
        while (this.tripleKeys[slot] !== -1) slot = (slot + 1) & (this.tripleKeys.length - 1)
        this.tripleKeys[slot] = triple
        this.tripleNodes[slot] = nodes
        const letters = this.letters(phrase.slice(0, 3))
        this.begins[letters >>> 5]! |= 1 << (letters & 31)
        path[3] = nodes++
      }
      this.markFourth(phrase)
      for (let at = Math.max(length, 3); at < phrase.length; at++) {
        const parent = path[at]!
        const node = nodes++
        this.bytes[node] = phrase.charCodeAt(at) & 255
        if (this.isParent[parent] === 1) this.siblings[this.lastChild(parent)] = node
        this.isParent[parent] = 1
        path[at + 1] = node
      }
      this.ends[path[phrase.length]!] = index
      before = phrase
    }
  }

  /** What may stand behind the first three bytes; after a phrase of three anything, the end of the value too. */
  private markFourth(phrase: string): void {
    const first = this.letters(phrase.slice(0, 3)) << letterBits
    const one = this.letters(phrase.slice(3, 4))
    for (let fourth = 0; fourth < alphabet; fourth++) {
      if (phrase.length > 3 && fourth !== one) continue
      const quad = quadHash(first | fourth)
      this.goesOn[quad >>> 5]! |= 1 << (quad & 31)
    }
  }

  private lastChild(parent: number): number {
    let child = parent + 1
    while (this.siblings[child]! >= 0) child = this.siblings[child]!
    return child
  }

  /** The letters of a short text as one number. */
  private letters(text: string): number {
    let all = 0
    for (let i = 0; i < text.length; i++) all = (all << letterBits) | this.letterOf[text.charCodeAt(i) & 255]!
    return all
  }
}

function quadHash(quad: number): number {
  return Math.imul(quad, 0x9e3779b1) >>> (32 - quadBits)
}
