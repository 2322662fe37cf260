/** Bits of a letter of the first look, and how many letters that makes. */
export const letterBits = 5
export const alphabet = 1 << letterBits

/** So many beginnings of three bytes are enough to choose by. */
const mostWeighed = 2000

/**
 * Gives each byte that is among the first four of a phrase a letter, both cases of ASCII letters the same, and 0 to all
 * others. There are more bytes than letters: so those share one that are taken for each other with the least harm, which
 * is text that looks like the beginning of a phrase and is none.
 */
export function chooseLetters(phrases: readonly string[]): Uint8Array {
  const letterOf = new Uint8Array(256)
  const beginnings = [...new Set(phrases.map((phrase) => phrase.slice(0, 3)))]
  const weights = new Float64Array(256)
  for (const phrase of phrases) for (const byte of bytesOf(phrase.slice(0, 4))) weights[byte] = likelihood(byte)
  const counts = new Float64Array(256)
  for (const text of beginnings) for (const byte of bytesOf(text)) counts[byte]!++
  const used = [...weights.keys()].filter((byte) => weights[byte]! > 0)
  const harm = new Harm(beginnings, weights)
  used.sort((a, b) => weights[b]! * counts[b]! - weights[a]! * counts[a]!)
  used.forEach((byte, place) => {
    letterOf[byte] = place < alphabet - 1 ? place + 1 : harm.leastWith(byte, letterOf)
  })
  for (let upper = 0x41; upper <= 0x5a; upper++) letterOf[upper] = letterOf[upper + 32]!
  return letterOf
}

/** How much of all text would be looked at closer, in numbers that only compare. */
class Harm {
  readonly #pairs: Uint8Array
  readonly #triples: Uint8Array
  readonly #weights: Float64Array
  // When each beginning was counted last, in letters.
  readonly #pairSeen = new Int32Array(alphabet ** 2)
  readonly #tripleSeen = new Int32Array(alphabet ** 3)
  #round = 0

  constructor(beginnings: readonly string[], weights: Float64Array) {
    this.#pairs = Uint8Array.from(beginnings.filter((text) => text.length === 2).flatMap(bytesOf))
    const triples = beginnings.filter((text) => text.length === 3)
    const step = Math.ceil(triples.length / mostWeighed)
    this.#triples = Uint8Array.from(triples.filter((_, place) => place % step === 0).flatMap(bytesOf))
    this.#weights = weights
  }

  /** The best letter for one more byte. */
  leastWith(byte: number, letterOf: Uint8Array): number {
    const tried = letterOf.slice()
    let [best, least] = [1, Number.POSITIVE_INFINITY]
    for (let letter = 1; letter < alphabet; letter++) {
      tried[byte] = letter
      const harm = this.#of(tried)
      if (harm < least) [best, least] = [letter, harm]
    }
    return best
  }

  /** Of the bytes that have a letter already. */
  #of(letterOf: Uint8Array): number {
    const weights = new Float64Array(alphabet)
    for (let byte = 0; byte < 256; byte++) weights[letterOf[byte]!]! += this.#weights[byte]!
    // no letter, no text
    weights[0] = 0
    const round = ++this.#round
    let sum = 0
    for (let at = 0; at < this.#pairs.length; at += 2) {
      const [first, second] = [letterOf[this.#pairs[at]!]!, letterOf[this.#pairs[at + 1]!]!]
      const pair = (first << letterBits) | second
      if (this.#pairSeen[pair] !== round) sum += weights[first]! * weights[second]!
      this.#pairSeen[pair] = round
    }
    for (let at = 0; at < this.#triples.length; at += 3) {
      const [first, second] = [letterOf[this.#triples[at]!]!, letterOf[this.#triples[at + 1]!]!]
      const third = letterOf[this.#triples[at + 2]!]!
      const pair = (first << letterBits) | second
      const triple = (pair << letterBits) | third
      if (this.#pairSeen[pair] === round || this.#tripleSeen[triple] === round) continue
      this.#tripleSeen[triple] = round
      sum += weights[first]! * weights[second]! * weights[third]!
    }
    return sum
  }
}

function bytesOf(text: string): number[] {
  return Array.from({ length: text.length }, (_, place) => text.charCodeAt(place) & 255)
}

/** Roughly how often a byte stands in the texts of requests. */
function likelihood(byte: number): number {
  if (byte >= 0x61 && byte <= 0x7a) return 0.03
  if (byte >= 0x30 && byte <= 0x39) return 0.02
  if ('/=.-_&%; :,?'.includes(String.fromCharCode(byte))) return 0.02
  return byte < 0x20 || byte > 0x7e ? 0.0005 : 0.003
}
