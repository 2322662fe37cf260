import { Random } from '../../bundle/damage.js'

/** Seeded random numbers with what generators ask for. */
export class SeededRandom extends Random {
  chance(probability: number): boolean {
    return this.next() < probability
  }

  /** A whole number, both ends included. */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1)
  }

  /** A text of so many characters out of an alphabet. */
  text(alphabet: string, from: number, to: number): string {
    return Array.from({ length: this.between(from, to) }, () => alphabet[this.below(alphabet.length)]).join('')
  }

  /** A function of the list, called. */
  pick<T>(list: readonly (() => T)[]): T {
    return this.of(list)()
  }
}
