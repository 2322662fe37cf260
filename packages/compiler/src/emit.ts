import {
  type ActionUse,
  type Constant,
  type Dialect,
  type DialectName,
  type DisruptiveAction,
  dialects,
  MatchFlag,
  type OperatorUse,
  type Program,
  problem,
  type Requirement,
  type RuleInfo,
  type RuleTable,
  type Selection,
  type Settings,
  suggestion,
} from '@secrule/program'
import { compilePattern, planPrefilter } from '@secrule/regex'
import { actions, operators } from '@secrule/stdlib'
import { lastNamed } from './action-list.js'
import { ChainTree } from './chain-tree.js'
import { CodeWriter, type Label } from './code-writer.js'
import { describeRule, transformationsOf } from './describe-rule.js'
import { Pool } from './pool.js'
import type { Report } from './report.js'
import type { ResolvedRuleset } from './resolve.js'
import type { RuleFinder } from './rule-table.js'
import type { Entry, Rule, RuleAction } from './ruleset.js'
import { selectorFlags } from './targets.js'

/** Phases by number; 0 is the connection. */
const phases = [0, 1, 2, 3, 4, 5] as const

/** What `emit` needs to know besides the ruleset. */
export interface EmitOptions {
  readonly dialect: DialectName
  readonly prefilter: boolean
  readonly ruleFiles: readonly string[]
  readonly dataFiles: readonly string[]
}

/** Writes the bytecode and pools of a resolved ruleset. Equal selections, chains, operators and actions are kept once. */
export function emit(ruleset: ResolvedRuleset, finder: RuleFinder, options: EmitOptions, report: Report): Program {
  const entries = ruleset.entries.filter((entry) => entry.kind === 'marker' || !entry.rule.removed)
  const emitter = new Emitter(entries, finder, dialects[options.dialect], report)
  const starts = phases.map((phase) => emitter.writePhase(phase))
  return {
    dialect: options.dialect,
    code: emitter.code.finish(),
    entries: starts,
    rules: emitter.rules,
    selections: emitter.selections.items,
    chains: emitter.chains.nodes,
    operators: emitter.operators.items,
    actions: emitter.actions.items,
    removed: ruleset.removed,
    markers: emitter.markers,
    settings: ruleset.settings,
    files: [
      ...options.ruleFiles.map((name) => ({ name, kind: 'rules' as const })),
      ...options.dataFiles.map((name) => ({ name, kind: 'data' as const })),
    ],
    needs: needsOf(emitter, ruleset.settings, dialects[options.dialect]),
    prefilter:
      options.prefilter && ruleset.settings.rxPreFilter ? planPrefilter(emitter.requirements, emitter.lengths) : null,
    counts: {
      rules: entries.filter((entry) => entry.kind === 'rule').length,
      directives: ruleset.directives,
      files: options.ruleFiles.length,
    },
  }
}

function needsOf(emitter: Emitter, settings: Settings, dialect: Dialect): readonly string[] {
  const needs = new Set<string>()
  for (const use of emitter.operators.items) {
    if (use.template !== null) continue
    for (const need of operators.get(use.name)?.needs?.(use.constant, settings, dialect) ?? []) needs.add(need)
  }
  for (const { name, constant } of emitter.actions.items) {
    for (const need of actions.get(name)?.needs?.(constant) ?? []) needs.add(need)
  }
  const patterns = emitter.selections.items.flatMap(({ items }) => items.flatMap(({ pattern }) => pattern ?? []))
  for (const source of patterns) {
    const pattern = compilePattern(source, selectorFlags)
    if (pattern.kind === 'pattern' && pattern.engine === 'backtracking') needs.add('pcre2')
  }
  return [...needs].sort()
}

class Emitter {
  readonly code = new CodeWriter()
  readonly selections = new Pool<Selection>()
  readonly chains = new ChainTree()
  readonly operators = new Pool<OperatorUse>()
  readonly actions = new Pool<ActionUse>()
  readonly rules: RuleInfo[] = []
  readonly markers: { label: string; address: number }[] = []
  readonly #entries: readonly Entry[]
  readonly #report: Report
  readonly #dialect: Dialect
  readonly #table: RuleTable
  readonly #indexes = new Map<Rule, number>()
  /** Actions of flow that go on in later phases. */
  readonly #seekers = new Map<RuleAction, Constant>()

  constructor(entries: readonly Entry[], finder: RuleFinder, dialect: Dialect, report: Report) {
    this.#dialect = dialect
    this.#entries = entries
    this.#report = report
    let next = 0
    for (const entry of entries) {
      if (entry.kind === 'marker') continue
      for (const rule of [entry.rule, ...entry.rule.links]) this.#indexes.set(rule, next++)
    }
    this.#table = finder.indexed(this.#indexes)
    for (const entry of entries) {
      if (entry.kind === 'rule') this.#describeChain(entry.rule)
    }
  }

  /**
   * What each operator requires of a value for it to match: nothing for those of which misses can be kept in mind; null
   * for those that the prefilter has no use for.
   */
  get requirements(): readonly (Requirement | null)[] {
    return this.operators.items.map(({ name, constant, template }) => {
      const definition = operators.get(name)
      const requirement = template !== null ? [] : (definition?.requirement?.(constant) ?? [])
      const isPure = template === null && definition?.pure === true
      return isPure || requirement.length > 0 ? requirement : null
    })
  }

  /** The least bytes of a value that each operator matches. */
  get lengths(): readonly number[] {
    return this.operators.items.map(({ name, constant, template }) =>
      template !== null ? 0 : (operators.get(name)?.minLength?.(constant) ?? 0),
    )
  }

  /** Writes all rules of a phase in load order and gives the address of the first. */
  writePhase(phase: number): number {
    const start = this.code.address
    const labels = new Map<Entry, Label>()
    const inPhase = this.#entries.filter((entry) => entry.kind === 'marker' || entry.rule.phase === phase)
    for (const entry of inPhase) labels.set(entry, this.code.label())
    const end = this.code.label()
    inPhase.forEach((entry, place) => {
      this.code.place(labels.get(entry)!)
      if (entry.kind === 'marker') this.markers.push({ label: entry.label, address: this.code.address })
      else this.#writeRule(entry.rule, this.#jumpTarget(entry.rule, inPhase, place, labels, end))
    })
    this.code.place(end)
    this.code.write('end')
    return start
  }

  /** Where a matching rule goes on: after `skip` or `skipAfter`, or null for the next rule. */
  #jumpTarget(
    rule: Rule,
    inPhase: readonly Entry[],
    place: number,
    labels: ReadonlyMap<Entry, Label>,
    end: Label,
  ): Label | null {
    const { flowIsDisruptive, markersCount, skipAfterIds, skipsInto } = this.#dialect
    if (flowIsDisruptive && lastDisruptive(rule, true)?.definition.group !== 'flow') return null
    const after = lastNamed(rule.actions, 'skipAfter')
    if (after !== null) {
      const { label } = after.constant as { readonly label: string }
      const rest = inPhase.slice(place + 1)
      const found = rest.find((entry) =>
        entry.kind === 'marker' ? entry.label === label : skipAfterIds && String(entry.rule.id) === label,
      )
      if (found?.kind === 'marker') return labels.get(found)!
      if (found !== undefined) return labels.get(inPhase[inPhase.indexOf(found) + 1]!) ?? end
      if (skipsInto !== 'nothing') this.#seekers.set(after, after.constant)
      const right = this.#markerHint(label, inPhase.slice(0, place), rest)
      this.#report.add(problem(after.valueSpan, 'missing-marker', label, String(rule.phase), right))
      return end
    }
    const skip = lastNamed(rule.actions, 'skip')
    if (skip === null) return null
    let left = (skip.constant as { readonly count: number }).count
    for (const entry of inPhase.slice(place + 1)) {
      if ((markersCount || entry.kind === 'rule') && left-- === 0) return labels.get(entry)!
    }
    if (skipsInto === 'rules' && left > 0) this.#seekers.set(skip, { count: left })
    return end
  }

  /** What may have been meant by a `skipAfter` that leads nowhere. */
  #markerHint(label: string, before: readonly Entry[], after: readonly Entry[]): string {
    const labels = (list: readonly Entry[]): string[] =>
      list.flatMap((entry) => (entry.kind === 'marker' ? [entry.label] : []))
    if (labels(before).includes(label)) return 'it stands before this rule, and skipAfter only goes forward'
    const near = suggestion(label, labels(after))
    return near === null ? `write \`SecMarker ${label}\` below the rules to be skipped` : `did you mean \`${near}\``
  }

  #writeRule(rule: Rule, target: Label | null): void {
    const { code } = this
    const miss = code.label()
    const index = this.#indexes.get(rule)!
    code.write('rule', index, miss)
    this.#writeCondition(rule, miss)
    for (const link of rule.links) {
      code.write('link', this.#indexes.get(link)!)
      this.#writeCondition(link, miss)
    }
    if (!rule.unfinished) {
      if (this.#dialect.effectsAfterChain) {
        for (const each of [rule, ...rule.links].reverse()) this.#writeEffects(each, 'rule')
      }
      const pause = lastNamed(rule.actions, 'pause')
      if (pause !== null) code.write('act', this.#action(pause))
      code.write('finish', index)
      for (const action of rule.actions) {
        const constant = this.#seekers.get(action)
        if (constant !== undefined) code.write('act', this.#action({ ...action, constant }))
      }
      if (target !== null) code.write('jump', target)
    }
    code.place(miss)
  }

  /** One rule or link: find the matching values, run what it does for each, then what it does once. */
  #writeCondition(rule: Rule, miss: Label): void {
    const { code } = this
    const writeRest = (): void => {
      if (!this.#dialect.effectsAfterChain) this.#writeEffects(rule, 'rule')
    }
    if (rule.operator === null) {
      code.write('always')
      this.#writeEffects(rule, 'match')
      return writeRest()
    }
    if (rule.isScript) {
      code.write('script', this.#operator(rule))
      code.write('unless', miss)
      this.#writeEffects(rule, 'match')
      return writeRest()
    }
    const info = this.rules[this.#indexes.get(rule)!]!
    const flags =
      (rule.operator.negated ? MatchFlag.negated : 0) |
      (info.capture ? MatchFlag.capture : 0) |
      (info.multiMatch ? MatchFlag.multiMatch : 0)
    code.write('select', this.#selection(rule, info))
    const done = code.label()
    const loop = code.address
    code.write('match', this.chains.node(transformationsOf(rule)), this.#operator(rule), flags, done)
    this.#writeEffects(rule, 'match')
    code.write('each', loop)
    code.place(done)
    code.write('unless', miss)
    writeRest()
  }

  /** What a rule does for each value that matches, or once. */
  #writeEffects({ actions, isScript, operator }: Rule, when: 'match' | 'rule'): void {
    // with one match there is no difference but in order, which is that of the rule
    const isAll = isScript || operator === null ? !this.#dialect.effectsAfterChain : this.#dialect.effectsEachMatch
    for (const action of actions) {
      const { group, each } = action.definition
      if (group !== 'effect') continue
      if ((isAll || each === 'match' ? 'match' : 'rule') === when) this.code.write('act', this.#action(action))
    }
  }

  #selection(rule: Rule, info: RuleInfo): number {
    const selection = { items: rule.targets, namespaces: info.namespaces }
    return this.selections.number(JSON.stringify(selection), () => selection)
  }

  #operator(rule: Rule): number {
    const { name, argument, constant, template, span, era } = rule.operator!
    const folder = span.file.name.replace(/[^/]*$/, '')
    return this.operators.number(`${name}\n${era}\n${folder}\n${argument}`, () => ({
      name,
      argument,
      constant,
      template,
    }))
  }

  #action({ definition, constant }: RuleAction): number {
    const resolved = definition.resolve?.(constant, this.#table) ?? constant
    return this.actions.number(`${definition.name} ${JSON.stringify(resolved)}`, () => ({
      name: definition.name,
      constant: resolved,
    }))
  }

  #describeChain(starter: Rule): void {
    const all = [starter, ...starter.links]
    const first = this.#indexes.get(starter)!
    all.forEach((rule, place) => {
      const draft = describeRule(rule)
      draft.index = first + place
      draft.starter = first
      draft.chained = place < all.length - 1
      if (place === 0) {
        this.#describeDisruption(rule, draft)
        if (this.#dialect.statusInLinks) draft.status ??= linkStatus(rule)
      }
      this.rules.push(draft)
    })
  }

  /** Resolves `block` to what SecDefaultAction of the phase says. */
  #describeDisruption(rule: Rule, draft: { -readonly [K in keyof RuleInfo]: RuleInfo[K] }): void {
    const written = lastDisruptive(rule, this.#dialect.flowIsDisruptive)
    const own = rule.actions.slice(rule.inherited).filter(({ definition }) => definition.group === 'disruptive')
    if (this.#dialect.pauseAllows && own.length > 0 && own.every(({ definition }) => definition.name === 'pause')) {
      const use = this.actions.number('allow', () => ({ name: 'allow', constant: { scope: 'all' } }))
      draft.disruptive = { name: 'allow', action: use, asBlock: false }
      return
    }
    if (written === undefined || written.definition.group === 'flow') return
    const asBlock = written.definition.name === 'block'
    const stands = asBlock ? rule.blocking : null
    const action = asBlock ? (stands?.disruptive ?? null) : written
    if (asBlock && stands?.status && lastNamed(rule.actions, 'status') === null) {
      stands.status.definition.describe?.(stands.status.constant, draft)
    }
    draft.disruptive = disruption(action, asBlock, (use) => this.#action(use))
  }
}

/** The disruptive action of a rule that counts; with flow among them, where the dialect takes it for such. */
function lastDisruptive(rule: Rule, withFlow: boolean): RuleAction | undefined {
  return rule.actions.findLast(({ definition: { group, name } }) =>
    group === 'flow' ? withFlow && name !== 'chain' : group === 'disruptive' && name !== 'pause',
  )
}

/** The status that a link of a chain says; the last one counts. */
function linkStatus(starter: Rule): number | null {
  return starter.links.map((link) => describeRule(link).status).findLast((status) => status !== null) ?? null
}

function disruption(
  action: RuleAction | null,
  asBlock: boolean,
  number: (use: RuleAction) => number,
): DisruptiveAction {
  if (action === null) return { name: 'pass', action: -1, asBlock }
  const { definition } = action
  return { name: definition.name, action: definition.run === undefined ? -1 : number(action), asBlock }
}
