import type { ExplainedMatch, Interruption } from 'secrule'
import type { InspectedRule, Inspection } from '../inspection.js'
import type { Palette } from '../palette.js'
import { count } from './count.js'

/** Values are shown up to here, the rest as its length. */
const longest = 200

/** An inspection as a person reads it: the verdict first, then scores, then every rule with its reasons. */
export function renderInspection(inspection: Inspection, paint: Palette): string {
  const { request, status, verdict, scores, rules, id } = inspection
  const lines = [
    verdict.interruption === null
      ? `${paint.green(paint.bold('passed'))}  ${short(request)}`
      : `${paint.red(paint.bold(verdictText(verdict.interruption)))}  ${short(request)}`,
    paint.dim(`id ${id}${status === null ? '' : `, response ${status}`}`),
  ]
  const points = scores.map(({ name, value }) => `${name} ${value}`)
  if (points.length > 0) lines.push(`score: ${points.join(', ')}`)
  const told = rules.filter((rule) => rule.logged)
  const silent = rules.length - told.length
  const aside = silent === 0 ? '' : ` (and ${silent} that ${silent === 1 ? 'logs' : 'log'} nothing)`
  lines.push(`${count(told.length, 'rule')} matched${aside}${told.length > 0 ? ':' : ''}`)
  for (const rule of told) lines.push('', ...ruleLines(rule, paint))
  return lines.join('\n')
}

function verdictText(interruption: Interruption): string {
  const { action, status, phase, ruleId, reason, url } = interruption
  const what =
    action === 'deny'
      ? `blocked with ${status}`
      : action === 'drop'
        ? 'connection dropped'
        : `${action === 'redirect' ? 'redirected' : 'sent on'} to ${url ?? ''}`
  const by = reason === 'rule' ? `rule ${ruleId}` : reason === 'limit' ? 'a limit' : 'an error of the engine'
  return `${what} by ${by} in phase ${phase}`
}

function ruleLines(rule: InspectedRule, paint: Palette): string[] {
  const severity = rule.severity === null ? '' : ` ${paint.yellow(rule.severity)}`
  const lines = [
    `${paint.bold(`rule ${rule.id}`)}${severity} ${rule.message}${rule.disruptive ? paint.red(' [stops]') : ''}`,
    `  ${paint.dim(`${rule.file}:${rule.line}, phase ${rule.phase}`)}`,
  ]
  if (rule.data !== '') lines.push(`  data: ${short(rule.data)}`)
  if (rule.explained === undefined) {
    for (const { variable, value } of rule.matches) lines.push(`  ${paint.blue(variable)}: ${short(value)}`)
  } else {
    for (const match of rule.explained) lines.push(...matchLines(match, paint))
  }
  return lines
}

function matchLines(match: ExplainedMatch, paint: Palette): string[] {
  const lines = [`  ${paint.blue(match.variable)}: ${short(match.original)}`]
  let before = match.original
  for (const { transformation, value } of match.steps) {
    lines.push(`    t:${transformation} ${value === before ? paint.dim('(no change)') : `→ ${short(value)}`}`)
    before = value
  }
  const argument = match.argument === '' ? '' : ` ${short(match.argument)}`
  const operator = `${match.negated ? '!' : ''}@${match.operator}${argument}`
  const found = match.matched === null || match.matched === '' ? '' : `: ${paint.red(short(match.matched))}`
  lines.push(`    ${operator} ${match.operator === '' ? '' : paint.bold('matched')}${found}`.trimEnd())
  return lines
}

function short(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`
}
