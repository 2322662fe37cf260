import { type Dialect, problem, type SelectionItem, type Span, subspan, withRelated } from '@secrule/program'
import { compilePattern } from '@secrule/regex'
import type { PlainDirective, Text, UpdateActionDirective, UpdateTargetDirective } from '@secrule/syntax'
import { checkLink } from './chain-link.js'
import { describe } from './describe-rule.js'
import { warnOfPhase } from './phase-warnings.js'
import type { Report } from './report.js'
import { RuleFinder } from './rule-table.js'
import type { Rule, RuleAction } from './ruleset.js'
import { resolveTarget, selectorFlags, warnOfEarlyTarget } from './targets.js'

type Range = readonly [from: number, to: number]

/** How a directive's name says which rules it means: `…ById`, `…ByTag`, `…ByMsg`. */
function findRules(
  name: string,
  words: readonly Text[],
  rules: readonly Rule[],
  dialect: Dialect,
  report: Report,
): readonly Rule[] {
  const finder = new RuleFinder(rules, dialect)
  const byId = /byid$/i.test(name)
  const found = new Set<Rule>()
  for (const { text, span } of words.flatMap((word) =>
    byId ? splitIds(word) : [{ text: word.value, span: word.span }],
  )) {
    const range = byId ? rangeOf(text) : null
    const isRefused = dialect.singleIds && /update/i.test(name) && (text.includes('-') || words.length > 1)
    if (byId && (range === null || isRefused)) {
      report.add(problem(span, 'bad-number', text, 'write an id such as `942100`, or a range such as `942100-942199`'))
      continue
    }
    if (!byId && !canSelect(text, span, dialect, report)) continue
    const fitting =
      range !== null ? finder.byId([range]) : /bytag$/i.test(name) ? finder.byTag(text) : finder.byMessage(text)
    if (fitting.length === 0) {
      const isNeeded = dialect.updatesNeedRule && /^SecRuleUpdateTargetById$/i.test(name)
      report.add({ ...problem(span, 'no-such-rule', text), ...(isNeeded ? { severity: 'error' } : {}) })
    }
    for (const rule of fitting) found.add(rule)
  }
  return [...found]
}

function splitIds({ value, span }: Text): readonly { readonly text: string; readonly span: Span }[] {
  return [...value.matchAll(/[^\s,]+/g)].map(({ 0: text, index }) => ({
    text,
    span: subspan(span, index, index + text.length),
  }))
}

/** Whether a text can be searched for in tags and messages. */
function canSelect(text: string, span: Span, dialect: Dialect, report: Report): boolean {
  if (dialect.removalBy === 'text') return true
  const pattern = compilePattern(text, selectorFlags)
  if (pattern.kind === 'problem') {
    const { offset, message } = pattern
    report.add(problem(subspan(span, offset, offset + 1), 'bad-regex', message))
    return false
  }
  if (pattern.engine === 'linear') return true
  report.add(problem(span, 'bad-regex', 'only patterns without lookaround and back references can select'))
  return false
}

/** `12` or `12-34`. */
function rangeOf(text: string): Range | null {
  const parts = /^(\d+)(?:-(\d+))?$/.exec(text)
  if (parts === null) return null
  const from = Number(parts[1])
  const to = parts[2] === undefined ? from : Number(parts[2])
  return from <= to ? [from, to] : null
}

/** SecRuleRemoveById, ByTag, ByMsg: gives the rules that go. */
export function rulesToRemove(
  directive: PlainDirective,
  rules: readonly Rule[],
  dialect: Dialect,
  report: Report,
): readonly Rule[] {
  return findRules(directive.name.value, directive.words, rules, dialect, report)
}

/** SecRuleUpdateTargetById, ByTag, ByMsg: adds targets and exclusions to rules, or replaces one target. */
export function updateTargets(
  directive: UpdateTargetDirective,
  rules: readonly Rule[],
  dialect: Dialect,
  report: Report,
): void {
  const named = findRules(directive.name.value, directive.rules, rules, dialect, report)
  const chosen = dialect.updatesReachLinks ? named.flatMap((rule) => [rule, ...rule.links]) : named
  if (directive.replaced !== null && !dialect.replacesTargets) {
    const why = 'the engine of this dialect replaces no targets'
    report.add(
      problem(directive.replaced.span, 'unsupported', `the target \`${writtenAt(directive.replaced.span)}\``, why),
    )
    return
  }
  const items = directive.targets.flatMap((target) => {
    const item = resolveTarget(target, dialect, report)
    if (item === null) return []
    for (const rule of chosen) warnOfEarlyTarget(target, item, rule.phase, report)
    return [item]
  })
  const replaced = directive.replaced === null ? null : resolveTarget(directive.replaced, dialect, report)
  for (const rule of chosen) {
    if (rule.operator === null && rule.targets.length === 0) {
      const found = problem(
        directive.name.span,
        'no-effect',
        `\`${directive.name.value}\``,
        `rule ${rule.id} is a SecAction`,
      )
      report.add(withRelated(found, rule.span, 'the rule stands here'))
      continue
    }
    let targets = [...rule.targets]
    if (replaced !== null) {
      const left = targets.filter((item) => !sameItem(item, replaced))
      if (left.length === targets.length) {
        const { span } = directive.replaced!
        const found = problem(span, 'no-such-target', writtenAt(span), String(rule.id))
        report.add(withRelated(found, rule.span, 'the rule stands here'))
        continue
      }
      targets = left
    }
    const added = dialect.widePatternExclusions ? items.flatMap((item) => widened(item, targets)) : items
    rule.targets = [...targets, ...added.filter((item) => !targets.some((there) => sameItem(there, item)))]
  }
}

/** An exclusion by pattern for every variable of the rule. */
function widened(item: SelectionItem, targets: readonly SelectionItem[]): readonly SelectionItem[] {
  if (item.mode !== 'exclude' || item.pattern === null) return [item]
  const variables = new Set([item.variable, ...targets.map(({ variable }) => variable)])
  return [...variables].map((variable) => ({ ...item, variable }))
}

function writtenAt({ file, start, end }: Span): string {
  return file.text.slice(start, end)
}

function sameItem(a: SelectionItem, b: SelectionItem): boolean {
  return a.mode === b.mode && a.variable === b.variable && a.key === b.key && a.pattern === b.pattern
}

/** Actions that only describe a rule. */
const atLoad = new Set(['id', 'phase', 'rev', 'ver', 'maturity', 'accuracy', 'chain'])

/** SecRuleUpdateActionById: the actions come after the rule's own, so they win where only one counts. */
export function updateActions(
  directive: UpdateActionDirective,
  added: readonly RuleAction[],
  rules: readonly Rule[],
  dialect: Dialect,
  report: Report,
): void {
  const parts = /^(\d+)(?::(\d+))?$/.exec(directive.rule.value)
  if (parts === null || (parts[2] !== undefined && !dialect.chainOffsets)) {
    report.add(
      problem(
        directive.rule.span,
        'bad-number',
        directive.rule.value,
        'write an id such as `942100`, or `942100:1` for its first link',
      ),
    )
    return
  }
  const starter = rules.find((rule) => !rule.removed && rule.id === Number(parts[1]))
  if (starter === undefined) {
    report.add(problem(directive.rule.span, 'no-such-rule', directive.rule.value))
    return
  }
  const place = Number(parts[2] ?? 0)
  const rule = place === 0 ? starter : starter.links[place - 1]
  if (rule === undefined) {
    const found = problem(directive.rule.span, 'no-such-link', String(place))
    report.add(withRelated(found, starter.span, 'the chain begins here'))
    return
  }
  const allowed = added.filter((action) => changeable(action, starter, report))
  warnOfPhase(allowed, null, starter.phase, report)
  if (rule !== starter) checkLink(allowed, starter, dialect, report)
  const silences = dialect.updateSilences && allowed.some(({ definition }) => !atLoad.has(definition.name))
  const kept = silences ? rule.actions.filter(({ definition }) => definition.group !== 'disruptive') : rule.actions
  rule.actions = [...kept, ...allowed]
}

function changeable(action: RuleAction, rule: Rule, report: Report): boolean {
  const { name } = action.definition
  if (name === 'chain') {
    report.add(problem(action.span, 'changes-id', name))
    return false
  }
  if (name !== 'id' && name !== 'phase') return true
  const said = describe([action])
  const same = name === 'id' ? said.id === rule.id : said.phase === rule.phase
  if (!same) report.add(problem(action.span, 'changes-id', name))
  return false
}
