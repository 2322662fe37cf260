import { MatchFlag, Op, opcodes, type Program } from '@secrule/program'
import type { LinkedChain } from './linked-chains.js'
import type { LinkedOperator } from './linked-operator.js'
import type { LinkedVariable } from './linked-variable.js'
import { mostGroups } from './member-group.js'
import type { PhaseItem } from './phase-item.js'
import { PhasePlan, type PlannedCondition, type PlannedLink } from './phase-plan.js'
import { PhaseSource } from './phase-source.js'
import type { LinkedItem, LinkedSelection } from './selection.js'
import { TxFilter } from './tx-filter.js'
import type { TxTest, TxTests } from './tx-tests.js'

/** Rules of a phase that test a variable of TX, from which on that is found out for all of them at once. */
const manyTests = 4

/** The plans of all phases, by phase. */
export interface PhasePlans {
  /** Changes when a condition is come to for the first time: what was found out of values before does not tell of it. */
  epoch: number
  readonly ofPhase: readonly PhasePlan[]
  /** By number of the rule or link, the place of its condition in its phase, or -1. */
  readonly placeOf: Int32Array
  /** By number of the rule, which filter of its phase decides it, or -1. */
  readonly filterOf: Int32Array
  /** The variables of TX of all filters. */
  readonly filterKeys: ReadonlySet<string>
  /** Words of the largest set of places. */
  readonly words: number
}

/** What conditions of a Program refer to. */
interface Linked {
  readonly selections: readonly LinkedSelection[]
  readonly chains: readonly LinkedChain[]
  readonly operators: readonly LinkedOperator[]
}

export function planPhases(program: Program, linked: Linked, tests: TxTests, operatorWords: number): PhasePlans {
  const { code, entries, rules } = program
  const placeOf = new Int32Array(rules.length).fill(-1)
  const filterOf = new Int32Array(rules.length).fill(-1)
  const filterKeys = new Set<string>()
  const foresees = !tellsPartialMatches(program)
  let groups = 0
  const nextGroup = (): number => (groups < mostGroups ? groups++ : -1)
  const ofPhase = entries.map((entry, phase) => {
    const addresses: number[] = []
    const conditions: (PlannedCondition | null)[] = []
    const ofLinks: { readonly link: number; readonly ofRule: number; readonly condition: PlannedCondition }[] = []
    const items = new Map<LinkedItem, PhaseItem>()
    const sources = new Map<LinkedItem | LinkedVariable, PhaseSource>()
    const itemOf = (item: LinkedItem): PhaseItem => {
      const known = items.get(item)
      if (known !== undefined) return known
      const from = item.picksMembers ? item.variable : item
      const source = sources.get(from) ?? new PhaseSource(sources.size, item, nextGroup, operatorWords)
      sources.set(from, source)
      const phaseItem = source.itemFor(item)
      items.set(item, phaseItem)
      return phaseItem
    }
    const ofKeys = new Map<string, { readonly place: number; readonly rule: number; readonly test: TxTest }[]>()
    let at = entry
    for (; code[at] !== Op.end; at = next(code, at)) {
      if (code[at] !== Op.rule) continue
      const place = addresses.push(at) - 1
      placeOf[code[at + 1]!] = place
      const test = tests.tests[tests.ofRule[code[at + 1]!]!]
      if (test !== undefined)
        ofKeys.set(test.key, [...(ofKeys.get(test.key) ?? []), { place, rule: code[at + 1]!, test }])
      conditions.push(plannedCondition(code, at + 3, linked, itemOf))
      if (!foresees) continue
      for (const link of foreseenLinks(code, at, linked.operators)) {
        const condition = plannedCondition(code, link + 2, linked, itemOf)
        if (condition !== null) ofLinks.push({ link: code[link + 1]!, ofRule: place, condition })
      }
    }
    const links = ofLinks.map(({ link, ofRule, condition }): PlannedLink => {
      const place = conditions.push(condition) - 1
      placeOf[link] = place
      return { place, ofRule }
    })
    const words = (conditions.length + 31) >>> 5
    const filters = [...ofKeys].filter(([, { length }]) => length >= manyTests)
    const txFilters = filters.map(([key, of], filter) => {
      filterKeys.add(key)
      for (const { rule } of of) filterOf[rule] = filter
      return new TxFilter(key, words, of)
    })
    return new PhasePlan(phase, [...addresses, at], conditions, links, [...sources.values()], txFilters)
  })
  return {
    epoch: 0,
    ofPhase,
    placeOf,
    filterOf,
    filterKeys,
    words: Math.max(...ofPhase.map(({ words }) => words)),
  }
}

function next(code: Program['code'], at: number): number {
  return at + 1 + opcodes[code[at]!]!.operands.length
}

/**
 * The condition that begins with the `select` at an address; null when values do not decide it: they change, or nothing
 * is known of the operator.
 */
function plannedCondition(
  code: Program['code'],
  select: number,
  { selections, chains, operators }: Linked,
  itemOf: (item: LinkedItem) => PhaseItem,
): PlannedCondition | null {
  const match = select + 2
  if (code[select] !== Op.select || code[match] !== Op.match) return null
  const { items, stable } = selections[code[select + 1]!]!
  const chain = chains[code[match + 1]!]!
  const { bit, isPure } = operators[code[match + 2]!]!
  const flags = code[match + 3]!
  const negated = (flags & MatchFlag.negated) !== 0
  const isMulti = (flags & MatchFlag.multiMatch) !== 0
  if (!stable || bit < 0 || (negated && (isMulti || !isPure))) return null
  // multiMatch looks at what every step of the chain makes of the values
  const looked = isMulti ? [chains[0]!, ...chain.path] : [chain]
  return { items: items.map(itemOf), chains: looked, operator: bit, negated }
}

/**
 * The links of the chain at an address that are come to without anything being done before: no action, no capture, no
 * operator that leaves something behind, as @geoLookup does.
 */
function foreseenLinks(code: Program['code'], rule: number, operators: readonly LinkedOperator[]): readonly number[] {
  const links: number[] = []
  for (let at = next(code, rule); code[at] !== Op.rule && code[at] !== Op.end; at = next(code, at)) {
    if (code[at] === Op.act || code[at] === Op.finish || code[at] === Op.script) break
    if (code[at] === Op.match && (code[at + 3]! & (MatchFlag.capture | MatchFlag.negated)) === MatchFlag.capture) break
    if (code[at] === Op.match && operators[code[at + 2]!]!.definition.pure !== true) break
    if (code[at] === Op.link) links.push(at)
  }
  return links
}

/** Whether somebody may see that a chain matched up to a link which did not: part K of the audit log, or MATCHED_VAR of a later rule. */
function tellsPartialMatches({ code, entries, rules, selections, settings }: Program): boolean {
  if (settings.auditLogParts.includes('K') || rules.some(({ text }) => /auditLogParts/i.test(text))) return true
  return entries.some((entry) => {
    for (let at = entry; code[at] !== Op.end; at = next(code, at)) {
      if (code[at] !== Op.rule) continue
      const first = at + 3
      const reads =
        code[first] === Op.select
          ? selections[code[first + 1]!]!.items.some(({ variable }) => variable.startsWith('MATCHED_VAR'))
          : /MATCHED_VAR/i.test(rules[code[at + 1]!]!.text)
      if (reads) return true
    }
    return false
  })
}
