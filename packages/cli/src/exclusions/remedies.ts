import { Op, type Program } from '@secrule/program'
import { instructions } from '../replay/instructions.js'
import { excludedTarget } from './excluded-target.js'
import type { Exclusion } from './exclusion.js'
import type { Location } from './location.js'
import { locationRule } from './write-exclusions.js'

/** One way to let a value pass, ready to be pasted. */
export interface Remedy {
  readonly scope: 'here' | 'parameter' | 'rule'
  /** Where it must stand, seen from the rules it is about. */
  readonly place: 'before' | 'after'
  readonly text: string
}

/** What is to be excluded of one rule at one location: each target once. */
export function exclusionsOf(rule: number, variables: readonly string[], location: Location): readonly Exclusion[] {
  const targets = new Map(variables.map((variable) => excludedTarget(variable)).map((target) => [target.text, target]))
  return [...targets.values()].map((target) => ({ rule, target, location }))
}

/** The ways to let these values pass a rule, narrowest first. */
export function remediesFor(rule: number, exclusions: readonly Exclusion[], id: number): readonly Remedy[] {
  const [first] = exclusions
  const targets = exclusions.map(({ target }) => target.text).filter((text) => !text.startsWith('&'))
  return [
    ...(first === undefined
      ? []
      : [{ scope: 'here', place: 'before', text: locationRule(first.location.operator, exclusions, id) } as const]),
    ...(targets.length === 0 || targets.length < exclusions.length
      ? []
      : [
          {
            scope: 'parameter',
            place: 'after',
            text: targets.map((text) => `SecRuleUpdateTargetById ${rule} "!${text}"`).join('\n'),
          } as const,
        ]),
    { scope: 'rule', place: 'after', text: `SecRuleRemoveById ${rule}` },
  ]
}

/** True when a rule looks at nothing but what is excluded: then there it is as good as removed. */
export function looksAtNothingElse(program: Program, rule: number, excluded: readonly Exclusion[]): boolean {
  const targets = excluded.filter((each) => each.rule === rule).map(({ target }) => target.removed)
  const selection = program.selections[selectionOf(program, rule)]
  const items = selection?.items.filter(({ mode }) => mode !== 'exclude') ?? []
  return (
    items.length > 0 &&
    items.every(({ mode, variable, key }) => {
      const name = mode === 'count' ? `&${variable}` : variable
      return targets.some((target) => {
        if (target.variable !== name) return false
        return (target.key === null && target.pattern === null) || (key !== null && target.key === key.toLowerCase())
      })
    })
  )
}

/** The variable list of a rule: that of the first link of its chain; -1 for a SecAction. */
function selectionOf(program: Program, id: number): number {
  const { code, rules } = program
  for (const at of instructions(program)) {
    if (code[at] !== Op.rule || rules[code[at + 1]!]!.id !== id) continue
    for (const next of instructions(program, at)) {
      if (code[next] === Op.select) return code[next + 1]!
      if (next !== at && (code[next] === Op.rule || code[next] === Op.link)) return -1
    }
  }
  return -1
}
