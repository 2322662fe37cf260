import type { Dialect, RuleTable, Template } from '@secrule/program'
import { compilePattern, linkPattern } from '@secrule/regex'
import { describe } from './describe-rule.js'
import type { Rule } from './ruleset.js'

/** Finds rules by what names them: ids and ranges, tags, messages. */
export class RuleFinder {
  readonly #rules: readonly Rule[]
  readonly #dialect: Dialect

  constructor(rules: readonly Rule[], dialect: Dialect) {
    this.#rules = rules.filter((rule) => !rule.removed)
    this.#dialect = dialect
  }

  byId(ranges: readonly (readonly [from: number, to: number])[]): readonly Rule[] {
    return this.#rules.filter((rule) => ranges.some(([from, to]) => rule.id >= from && rule.id <= to))
  }

  byTag(text: string): readonly Rule[] {
    const fits = this.#fitting(text)
    return this.#rules.filter((rule) => describe(rule.actions).tags.some((tag) => fits(shown(tag))))
  }

  byMessage(text: string): readonly Rule[] {
    const fits = this.#fitting(text)
    return this.#rules.filter((rule) => {
      const { message } = describe(rule.actions)
      return message !== null && fits(shown(message))
    })
  }

  /** The same by the rules' indexes in the Program. */
  indexed(indexes: ReadonlyMap<Rule, number>): RuleTable {
    const memory = new Map<string, readonly number[]>()
    const kept = (key: string, find: () => readonly Rule[]): readonly number[] => {
      let found = memory.get(key)
      if (found === undefined) {
        found = find().map((rule) => indexes.get(rule)!)
        memory.set(key, found)
      }
      return found
    }
    return {
      byId: (ranges) => kept(`id ${ranges.join(' ')}`, () => this.byId(ranges)),
      byTag: (text) => kept(`tag ${text}`, () => this.byTag(text)),
      byMessage: (text) => kept(`msg ${text}`, () => this.byMessage(text)),
    }
  }

  #fitting(text: string): (candidate: string) => boolean {
    if (this.#dialect.removalBy === 'text') return (candidate) => candidate === text
    const pattern = compilePattern(text, { dotAll: true, multiline: false, dollarEndOnly: true, caseless: false })
    // What is no pattern, or needs backtracking, was refused where it stands.
    if (pattern.kind === 'problem' || pattern.engine === 'backtracking') return () => false
    const matcher = linkPattern(pattern, { pcre2: null, limits: { match: 0, recursion: 0 } })
    return (candidate) => matcher.test(candidate) === true
  }
}

/** A template as it was written, macros included. */
function shown(template: Template): string {
  return template
    .map((part) => (typeof part === 'string' ? part : `%{${part.variable}${part.key === null ? '' : `.${part.key}`}}`))
    .join('')
}
