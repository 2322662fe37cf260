import { chooseLetters } from './choose-letters.js'
import { PhrasePlanter } from './phrase-planter.js'

/** The phrases of a `PhraseFinder`, fit for a bundle. What is quickly made of them is not in it. */
export interface PhraseTables {
  /** Each byte as a letter of the first look; 0 is for bytes that no phrase begins with, others may share one. */
  readonly letterOf: Uint8Array
  /** Two numbers for each phrase of two bytes: these, the first one higher, and its purpose. */
  readonly pairs: Int32Array
  /** The first three bytes of phrases, the first one highest, and the node where those that begin so go on. */
  readonly triples: Int32Array
  readonly roots: Int32Array
  /** The trees: nodes of one word to three, as phrase-node.ts says. */
  readonly tree: Int32Array
}

/**
 * Makes the tables for distinct phrases of two bytes and more, in lower case. Each has a purpose: the number that the
 * finder gives when it occurs. Phrases may share one.
 */
export function phraseTables(phrases: readonly string[], purposes: readonly number[]): PhraseTables {
  const planter = new PhrasePlanter()
  const pairs: number[] = []
  // in sorted order those with a common beginning stand together
  const order = phrases.map((_, index) => index).sort((a, b) => (phrases[a]! < phrases[b]! ? -1 : 1))
  for (const index of order) {
    const phrase = phrases[index]!
    if (phrase.length > 2) planter.plant(phrase, purposes[index]!)
    else pairs.push((phrase.charCodeAt(0) << 8) | phrase.charCodeAt(1), purposes[index]!)
  }
  return { letterOf: chooseLetters(phrases), pairs: Int32Array.from(pairs), ...planter.finish() }
}
