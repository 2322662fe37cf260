import { letterBits, type PhraseTables, pairMask, quadBits, quadHash, slotOf, tripleMask } from './phrase-tables.js'
import type { Sweep } from './sweep.js'

/** Deepest tree that is followed: phrases are short. */
const deepest = 64
const lowerCase = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte))

/**
 * Finds which of very many phrases of two bytes and more occur in a value, ASCII letter case ignored. A first look
 * asks of every three bytes whether any phrase begins so: one bit of a table that fits a processor's nearest cache.
 * Only where one does are the phrases followed, byte by byte, in a tree. That is linear as long as phrases are short.
 */
export class PhraseFinder {
  private readonly letterOf: Uint8Array
  private readonly begins: Int32Array
  private readonly goesOn: Int32Array
  private readonly pairs: Int32Array
  private readonly samePair: Int32Array
  private readonly pairTexts: Int32Array
  private readonly tripleKeys: Int32Array
  private readonly tripleNodes: Int32Array
  private readonly bytes: Uint8Array
  private readonly isParent: Uint8Array
  private readonly siblings: Int32Array
  private readonly ends: Int32Array
  private readonly folded = lowerCase

  /** Throws RangeError on tables that are none of `phraseTables`. */
  constructor(tables: PhraseTables) {
    if (isDamaged(tables)) throw new RangeError('a table of phrases is damaged')
    this.letterOf = tables.letterOf
    this.begins = tables.begins
    this.goesOn = tables.goesOn
    this.pairs = tables.pairs
    this.samePair = tables.samePair
    this.pairTexts = tables.pairTexts
    this.tripleKeys = tables.tripleKeys
    this.tripleNodes = tables.tripleNodes
    this.bytes = tables.bytes
    this.isParent = tables.isParent
    this.siblings = tables.siblings
    this.ends = tables.ends
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
    const slots = tripleKeys.length
    let slot = slotOf(triple, slots)
    while (tripleKeys[slot] !== triple) {
      if (tripleKeys[slot] === -1) return -1
      slot = (slot + 1) & (slots - 1)
    }
    return this.tripleNodes[slot]!
  }

  private tripleAt(value: string, place: number): number {
    return (this.byteAt(value, place) << 16) | (this.byteAt(value, place + 1) << 8) | this.byteAt(value, place + 2)
  }

  private byteAt(value: string, place: number): number {
    return this.folded[value.charCodeAt(place) & 255]!
  }
}

/** Whether tables from a bundle could lead out of themselves, round in a circle, or far too deep. */
function isDamaged(tables: PhraseTables): boolean {
  const { letterOf, begins, goesOn, pairs, samePair, pairTexts, tripleKeys, tripleNodes } = tables
  const { bytes, isParent, siblings, ends } = tables
  const words = [begins, goesOn, pairs, samePair, pairTexts, tripleKeys, tripleNodes, siblings, ends]
  if (!words.every((table) => table instanceof Int32Array)) return true
  if (![letterOf, bytes, isParent].every((table) => table instanceof Uint8Array)) return true
  const phrases = pairTexts.length
  const nodes = bytes.length
  const slots = tripleKeys.length
  if (letterOf.length !== 256 || pairs.length !== pairMask + 1 || samePair.length !== phrases) return true
  if (begins.length !== 1 << (3 * letterBits - 5) || goesOn.length !== 1 << (quadBits - 5)) return true
  if (isParent.length !== nodes || siblings.length !== nodes || ends.length !== nodes) return true
  // a search ends at a free slot
  if (slots === 0 || (slots & (slots - 1)) !== 0 || tripleNodes.length !== slots || !tripleKeys.includes(-1))
    return true
  for (let slot = 0; slot < slots; slot++) {
    if (tripleKeys[slot] !== -1 && !(tripleNodes[slot]! >= 0 && tripleNodes[slot]! < nodes)) return true
  }
  for (const phrase of pairs) if (phrase < -1 || phrase >= phrases) return true
  for (let phrase = 0; phrase < phrases; phrase++) {
    if (samePair[phrase]! < -1 || samePair[phrase]! >= phrase) return true
  }
  return areTreesDamaged(tables, phrases)
}

/** Nodes only lead on to later ones, at most so deep, past as many siblings as there are bytes. */
function areTreesDamaged({ isParent, siblings, ends }: PhraseTables, phrases: number): boolean {
  const nodes = ends.length
  const depths = new Uint8Array(nodes)
  const places = new Uint16Array(nodes)
  for (let node = 0; node < nodes; node++) {
    const sibling = siblings[node]!
    if (ends[node]! < -1 || ends[node]! >= phrases) return true
    if (sibling !== -1) {
      if (sibling <= node || sibling >= nodes || places[node] === 255) return true
      places[sibling] = Math.max(places[sibling]!, places[node]! + 1)
      depths[sibling] = Math.max(depths[sibling]!, depths[node]!)
    }
    if (isParent[node] === 0) continue
    if (node + 1 === nodes || depths[node] === deepest) return true
    depths[node + 1] = Math.max(depths[node + 1]!, depths[node]! + 1)
  }
  return false
}
