import { type Dialect, problem, type SelectionItem } from '@secrule/program'
import { variables } from '@secrule/stdlib'
import { transformationsOf } from './describe-rule.js'
import type { Report } from './report.js'
import type { Rule, RuleOperator } from './ruleset.js'

/** Operators whose argument must be in the value, or be the value, letter case included. */
const textual = new Set(['streq', 'contains', 'containsWord', 'beginsWith', 'endsWith', 'strmatch'])
const numeric = new Set(['eq', 'lt', 'le'])
/** Transformations behind which nothing is in upper case. */
const lowering = new Set(['lowercase', 'cmdLine', 'hexEncode'])

/** Warns of a rule, or link of a chain, that no transaction can match. */
export function warnOfNever(rule: Rule, dialect: Dialect, report: Report): void {
  for (const each of [rule, ...rule.links]) {
    if (each.operator === null || each.isScript) continue
    const why = reason(each, each.operator, dialect)
    if (why !== null) report.add(problem(each.operator.span, 'never-matches', ...why))
  }
}

type Reason = readonly [why: string, right: string]

function reason(rule: Rule, operator: RuleOperator, { exclusionsActLeft }: Dialect): Reason | null {
  const left = rule.targets.filter(
    (item, place) =>
      item.mode === 'count' || isLeft(item, exclusionsActLeft ? rule.targets.slice(place) : rule.targets),
  )
  const selected = left.filter(({ mode }) => mode !== 'exclude')
  if (selected.length === 0) return ['all its targets are excluded', 'take the exclusion out, or the rule']
  return operator.template === null ? byOperator(rule, operator, selected) : null
}

/** Whether something of a target may be left beside the exclusions. */
function isLeft(item: SelectionItem, all: readonly SelectionItem[]): boolean {
  if (item.mode === 'exclude') return false
  return !all.some(
    (other) =>
      other.mode === 'exclude' &&
      other.variable === item.variable &&
      other.pattern === null &&
      (other.key === null || (other.key === item.key && item.pattern === null)),
  )
}

function byOperator(
  rule: Rule,
  { name, negated, argument }: RuleOperator,
  items: readonly SelectionItem[],
): Reason | null {
  if (name === 'unconditionalMatch' && negated) return ['everything matches `@unconditionalMatch`', 'take the `!` out']
  if (negated) return null
  if (name === 'validateByteRange') return byteRange(argument)
  if (numeric.has(name)) return tooSmall(name, argument, rule, items)
  return textual.has(name) ? letterCase(name, argument, rule) : null
}

function byteRange(argument: string): Reason | null {
  const all = new Set<number>()
  for (const part of argument.split(',')) {
    const [from = 0, to = from] = part.split('-').map(Number)
    for (let byte = from; byte <= to; byte++) all.add(byte)
  }
  return all.size === 256 ? ['every byte is in these ranges', 'leave bytes out that values must not hold'] : null
}

/** Counts and lengths are never below zero. */
function tooSmall(name: string, argument: string, rule: Rule, items: readonly SelectionItem[]): Reason | null {
  if (!/^[+-]?\d{1,15}$/.test(argument)) return null
  const number = Number(argument)
  const isNatural =
    transformationsOf(rule).at(-1) === 'length' ||
    items.every(({ mode, variable }) => mode === 'count' || isSize(variable))
  const isBelow = name === 'lt' ? number <= 0 : number < 0
  return isNatural && isBelow ? ['a count or length is never below 0', 'compare with a number above 0'] : null
}

function isSize(variable: string): boolean {
  return variables.get(variable)?.shape === 'scalar' && /_(?:LENGTH|SIZE)$/.test(variable)
}

/** A value in lower case holds no letter in upper case. */
function letterCase(name: string, argument: string, rule: Rule): Reason | null {
  const last = transformationsOf(rule).at(-1)
  if (last === undefined) return null
  if (lowering.has(last) && /[A-Z]/.test(argument)) {
    return [`\`@${name}\` looks for a letter in upper case behind \`t:${last}\``, 'write the argument in lower case']
  }
  if (last === 'uppercase' && /[a-z]/.test(argument)) {
    return [`\`@${name}\` looks for a letter in lower case behind \`t:uppercase\``, 'write the argument in upper case']
  }
  if (last === 'length' && /[^0-9]/.test(argument)) {
    return [`\`@${name}\` looks for something else than a number behind \`t:length\``, 'use `@eq`, `@gt` or `@lt`']
  }
  return null
}
