import { compilePattern, linkPattern, type PrefilterPlan } from '@secrule/regex'
import { generateSubject } from '@secrule/regex/generate'
import { loadPcre2 } from '@secrule/regex/node'
import type { Program } from 'secrule'

/** Numbers from 0 up to 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

/** Operators that look for texts or patterns. */
const searches = new Set(['rx', 'pm', 'pmFromFile', 'contains', 'containsWord', 'streq', 'beginsWith', 'endsWith'])

/** An operator of the rules that the prefilter may leave out. */
export interface FilteredOperator {
  readonly name: string
  readonly argument: string
  /** What a list of phrases holds; empty for other operators. */
  readonly phrases: readonly string[]
  /** A value that it may match, before it is changed. */
  generate(): string
  /** One that it does match: of those that `generate` writes, the first that its pattern finds. */
  generateMatch(): string
}

/** How many values are written for a pattern until one matches. */
const mostTries = 20_000

/** The operators that the prefilter decides on, each once, with what writes values for them. */
export function filteredOperators(program: Program, random: () => number): readonly FilteredOperator[] {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!
  const pcre2 = loadPcre2()
  const prefilter = program.prefilter as PrefilterPlan | null
  if (prefilter === null) return []
  const { bits, needed, byteNeeds } = prefilter
  const width = byteNeeds.length / needed.length
  const isDecided = (bit: number): boolean =>
    bit >= 0 && (needed[bit]! > 0 || byteNeeds.subarray(bit * width, (bit + 1) * width).some((word) => word !== 0))
  return program.operators
    .filter(({ name }, place) => isDecided(bits[place]!) && searches.has(name))
    .map(({ name, argument, constant }) => {
      const pattern =
        name === 'rx'
          ? compilePattern(argument, { dotAll: true, multiline: false, dollarEndOnly: true, caseless: false })
          : null
      const { phrases = [] } = (constant ?? {}) as { readonly phrases?: readonly string[] }
      const generate = (): string => {
        if (pattern !== null && pattern.kind !== 'problem') return generateSubject(pattern, random)
        return phrases.length > 0 ? pick(phrases) : argument
      }
      const generateMatch = (): string => {
        if (pattern === null || pattern.kind === 'problem') return generate()
        const matcher = linkPattern(pattern, { pcre2, limits: { match: 100_000, recursion: 100_000 } })
        for (let i = 0; i < mostTries; i++) {
          const value = generate()
          if (matcher.test(value) === true) return value
        }
        return ''
      }
      return { name, argument, phrases, generate, generateMatch }
    })
}

/** A value that is nearly the same: a byte changed, taken out or put in, letters of the other case, something around it. */
export function mutated(value: string, random: () => number): string {
  const at = Math.floor(random() * (value.length + 1))
  const byte = String.fromCharCode(Math.floor(random() * 256))
  switch (Math.floor(random() * 6)) {
    case 0:
      return value.slice(0, at) + byte + value.slice(at + 1)
    case 1:
      return value.slice(0, at) + value.slice(at + 1)
    case 2:
      return value.slice(0, at) + byte + value.slice(at)
    case 3:
      return value.replace(/[A-Za-z]/g, (letter) =>
        random() < 0.5 ? letter : letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
      )
    case 4:
      return `${byte}${value} and more`
    default:
      return value.slice(0, at)
  }
}
