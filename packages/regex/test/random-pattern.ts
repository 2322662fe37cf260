import type { Random } from '@secrule/regex/generate'

const literals = [
  'a', 'b', 'c', 'A', 'B', '_', '1', ' ', '\\n', '\\x41', '\xe9', '\\xE9', '-', '\\.', '\\Qa.b\\E', '\\t', '\\0', 'x',
  '\\cA', '\\141', '\n',
] // biome-ignore format: a table
const members = [
  'a',
  'b',
  'c',
  'A',
  '-',
  'z',
  'a-c',
  'A-Z',
  '0-9',
  '\\d',
  '\\w',
  '\\s',
  '\\S',
  '\\W',
  '\\h',
  '\\v',
  '[:alpha:]',
  '[:^digit:]',
  '[:punct:]',
  '[:upper:]',
  '\\n',
  '\\x80-\\xff',
  '\xe9',
  '^',
  '\\b',
  '\\]',
  '[',
  '\\Qx-\\E',
  '!-/',
]
const sets = ['.', '\\w', '\\d', '\\s', '\\W', '\\S', '\\h', '\\v', '\\N', '\\D', '\\H', '\\V']
const places = [
  '^',
  '$',
  '\\b',
  '\\B',
  '\\A',
  '\\z',
  '\\Z',
  '(?=a)',
  '(?!b)',
  '(?<=a)',
  '(?<!b)',
  '(?=\\w)',
  '(?!\\s)',
  '(?=ab)',
  '(?!a+b)',
  '(?<=ab|c)',
  '(?=.*b)',
  '(?=$)',
  '(?!^)',
  '[[:<:]]',
  '[[:>:]]',
]
const quantifiers = ['*', '+', '?', '{2}', '{1,3}', '{0,2}', '{2,}', '{0}', '{1}', '{0,1}', '{,3}', '{3,5}']
const scopes = ['i', 's', '-s', 'm', 'x', '-i', 's-i', '^']
const irregular = [
  '\\1',
  '\\g{-1}',
  '(?1)',
  '(?(1)a|b)',
  '(?(1)a)',
  '(?(?=a)ab|c)',
  '(?=(a))',
  '(?!(a)b)',
  '(?<=(a))',
  '(?i:\\1)',
  '(*FAIL)',
  '(?|(a)|(b)(c))',
  '(?#x)',
  '\\R',
  '\\X',
  '\\K',
]

/** Makes up patterns, most of them valid, that use all of the syntax. */
export class RandomPattern {
  private readonly random: Random

  constructor(random: Random) {
    this.random = random
  }

  alternatives(depth: number): string {
    let text = this.sequence(depth)
    while (this.random() < 0.25) text += `|${this.random() < 0.1 ? '' : this.sequence(depth)}`
    return text
  }

  private pick(list: readonly string[]): string {
    return list[Math.floor(this.random() * list.length)]!
  }

  private sequence(depth: number): string {
    let text = ''
    for (let i = Math.floor(this.random() * 4); i >= 0; i--) {
      text += this.atom(depth)
      if (this.random() > 0.35) continue
      text += this.pick(quantifiers)
      const kind = this.random()
      if (kind < 0.27) text += kind < 0.15 ? '?' : '+'
    }
    return text
  }

  private atom(depth: number): string {
    const kind = this.random()
    if (kind < 0.4 || depth === 0) return this.pick(literals)
    if (kind < 0.5) return this.pick(sets)
    if (kind < 0.58) return this.charClass()
    if (kind < 0.66) return this.pick(places)
    const inner = this.alternatives(depth - 1)
    if (kind < 0.77) return `(${inner})`
    if (kind < 0.85) return `(?:${inner})`
    if (kind < 0.88) return `(?>${inner})`
    if (kind < 0.94) return `(?${this.pick(scopes)}:${inner})`
    return this.pick(irregular)
  }

  private charClass(): string {
    let text = this.random() < 0.3 ? '[^' : '['
    for (let i = Math.floor(this.random() * 4); i >= 0; i--) text += this.pick(members)
    return `${text}]`
  }
}
