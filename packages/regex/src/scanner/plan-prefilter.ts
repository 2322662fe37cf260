import type { Requirement } from '../analysis/requirement.js'
import { type PhraseTables, phraseTables } from './phrase-tables.js'

/**
 * What a prefilter is made of, fit for a bundle. Texts of two bytes and more that any operator requires are phrases,
 * looked for together; sets with single bytes are told by the bytes that occur.
 */
export interface PrefilterPlan {
  /** For each operator its number among those that the prefilter knows of, or -1. */
  readonly bits: Int32Array
  /** For each of those, how many sets with phrases it has. */
  readonly needed: Int32Array
  readonly phrases: PhraseTables
  /** Pairs: the number of a set, and the operator whose set it is; those of each purpose of phrases stand together. */
  readonly serves: Int32Array
  /** Where in `serves` those of each purpose begin, and where the last ones end. */
  readonly servesAt: Int32Array
  /** Byte sets, eight words with a bit for each byte. Equal ones of different operators are one. */
  readonly byteSets: Int32Array
  /** For each of the operators as many words as the byte sets need: a bit for each set that must be satisfied. */
  readonly byteNeeds: Int32Array
  /** For each of the operators the least bytes of a value that it matches. */
  readonly lengths: Int32Array
}

/** Longer texts are looked for by their beginning: that says nearly as much, and following them is bounded. */
const longestPhrase = 12

const maskWords = 8

/**
 * Makes the plan for operators that require this, or nothing at all; null for those that are to have no number.
 * `lengths` are the least bytes of a value that each matches.
 */
export function planPrefilter(
  requirements: readonly (Requirement | null)[],
  lengths: readonly number[] = [],
): PrefilterPlan {
  const bits = new Int32Array(requirements.length).fill(-1)
  const needed: number[] = []
  const phrases = new Map<string, number[]>()
  const byteSets = new Map<string, { readonly number: number; readonly mask: Int32Array }>()
  const needs: number[][] = []
  let sets = 0
  for (const operator of inOrder(requirements)) {
    const bit = needed.push(0) - 1
    bits[operator] = bit
    const needsHere: number[] = []
    needs.push(needsHere)
    for (const alternatives of requirements[operator]!) {
      if (alternatives.includes('')) continue
      if (alternatives.some((text) => text.length === 1)) {
        // A value that holds a longer alternative holds its first byte too, so the bytes stand for the whole set.
        const mask = firstBytes(alternatives)
        const id = mask.join()
        const known = byteSets.get(id) ?? { number: byteSets.size, mask }
        byteSets.set(id, known)
        needsHere.push(known.number)
        continue
      }
      const set = sets++
      needed[bit]!++
      for (const alternative of alternatives) {
        const phrase = alternative.slice(0, longestPhrase)
        const serves = phrases.get(phrase)
        if (serves === undefined) phrases.set(phrase, [set, bit])
        else serves.push(set, bit)
      }
    }
  }
  const purposes = new Map<string, { readonly number: number; readonly serves: readonly number[] }>()
  const purposeOf = [...phrases.values()].map((serves) => {
    const id = serves.join()
    const known = purposes.get(id) ?? { number: purposes.size, serves }
    purposes.set(id, known)
    return known.number
  })
  const served = [...purposes.values()].map(({ serves }) => serves)
  let end = 0
  const byteWords = (byteSets.size + 31) >>> 5
  const byteNeeds = new Int32Array(needed.length * byteWords)
  needs.forEach((numbers, bit) => {
    for (const set of numbers) byteNeeds[bit * byteWords + (set >>> 5)]! |= 1 << (set & 31)
  })
  return {
    bits,
    needed: Int32Array.from(needed),
    phrases: phraseTables([...phrases.keys()], purposeOf),
    serves: Int32Array.from(served.flat()),
    servesAt: Int32Array.from([0, ...served.map((pairs) => (end += pairs.length))]),
    byteSets: Int32Array.from([...byteSets.values()].flatMap(({ mask }) => [...mask])),
    byteNeeds,
    lengths: Int32Array.from(inOrder(requirements), (operator) => lengths[operator] ?? 0),
  }
}

/**
 * The operators that are to have a number; those that require no phrase first, so that their bits stand close
 * together.
 */
function inOrder(requirements: readonly Requirement[]): number[] {
  const operators = [...requirements.keys()].filter((operator) => requirements[operator] !== null)
  const isOfPhrases = (texts: readonly string[]): boolean => texts.every((text) => text.length > 1)
  const needsPhrase = (operator: number): boolean => requirements[operator]!.some(isOfPhrases)
  return [...operators.filter((operator) => !needsPhrase(operator)), ...operators.filter(needsPhrase)]
}

/** The first bytes of texts, ASCII letters in both cases. */
function firstBytes(texts: readonly string[]): Int32Array {
  const mask = new Int32Array(maskWords)
  for (const text of texts) {
    const first = text.charCodeAt(0)
    const isLetter = /^[a-z]/i.test(text)
    for (const byte of isLetter ? [first | 0x20, first & ~0x20] : [first]) mask[byte >>> 5]! |= 1 << (byte & 31)
  }
  return mask
}
