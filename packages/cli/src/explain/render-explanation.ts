import type { Remedy } from '../exclusions/remedies.js'
import type { Palette } from '../palette.js'
import { count } from '../render/count.js'
import type { ExplainedRecord, ExplainedRecordRule, ExplainedValue } from './explained-record.js'

/** Values are shown up to here, the rest as its length. */
const longest = 200
/** Values of one rule that are shown. */
const mostValues = 8

const scopes: Readonly<Record<Remedy['scope'], string>> = {
  here: 'only here',
  parameter: 'this parameter, everywhere',
  rule: 'the whole rule, everywhere',
}
const places: Readonly<Record<Remedy['place'], string>> = {
  before: 'before the rules (CRS: REQUEST-900-EXCLUSION-RULES-BEFORE-CRS.conf)',
  after: 'after the rules (CRS: RESPONSE-999-EXCLUSION-RULES-AFTER-CRS.conf)',
}

/** An explanation as a person reads it: verdict, every rule with what it found, and what would let it pass. */
export function renderExplanation(record: ExplainedRecord, paint: Palette): string {
  const { id, time, client, request, score, rules, together, passes, notes } = record
  const lines = [
    `${verdictText(record, paint)}  ${short(request)}`,
    paint.dim(`record ${id}, ${time}, client ${client}`),
    ...notes.map((note) => `${paint.yellow('note:')} ${note}`),
  ]
  if (score !== null) lines.push(`score: ${score.name} is ${score.value}, blocked from ${score.limit} on`)
  lines.push(`${count(rules.length, 'rule')} matched${rules.length > 0 ? ':' : ''}`)
  for (const rule of rules) lines.push('', ...ruleLines(rule, paint))
  if (together !== null && rules.filter(({ remedies }) => remedies.length > 0).length > 1) {
    const tried =
      passes === null
        ? ''
        : passes
          ? paint.green(' (tried: the request passes)')
          : paint.red(' (tried: it is still blocked)')
    lines.push('', `${paint.bold('All of them, only here')}, ${places.before}:${tried}`, '', together)
  } else if (passes !== null) {
    lines.push(
      '',
      passes
        ? paint.green('tried: with the first one the request passes')
        : paint.red('tried: the request is blocked all the same'),
    )
  }
  return lines.join('\n')
}

function verdictText({ verdict }: ExplainedRecord, paint: Palette): string {
  const { blocked, interruption, ruleId } = verdict
  if (blocked === null) return paint.bold('logged')
  if (!blocked) return paint.green(paint.bold('passed'))
  const by = ruleId === null ? '' : ruleId === 0 ? ' by a limit' : ` by rule ${ruleId}`
  const status = interruption === null ? '' : ` with ${interruption.status}`
  return paint.red(paint.bold(`blocked${status}${by}${interruption === null ? '' : ` in phase ${interruption.phase}`}`))
}

function ruleLines(rule: ExplainedRecordRule, paint: Palette): string[] {
  const { points, values, remedies } = rule
  const severity = rule.severity === null ? '' : ` ${paint.yellow(rule.severity)}`
  const place = rule.file === '' ? [] : [`  ${paint.dim(`${rule.file}:${rule.line}`)}`]
  const lines = [
    `${paint.bold(`rule ${rule.id}`)}${severity} ${rule.message}${rule.isBlocker ? paint.red(' [stops]') : ''}`,
    ...place,
  ]
  for (const value of values.slice(0, mostValues)) lines.push(...valueLines(value, paint))
  if (values.length > mostValues) lines.push(paint.dim(`  and ${values.length - mostValues} more values`))
  if (points !== null) {
    lines.push(
      `  adds ${paint.bold(count(points.value, 'point'))}${points.by === 'severity' ? ' (usual for its severity)' : ''}`,
    )
  }
  if (remedies.length > 0) lines.push('  to let this pass, narrowest first:')
  remedies.forEach((remedy, at) => {
    const whole = at === 0 && rule.isWhole ? paint.yellow(' (the rule looks at nothing else)') : ''
    lines.push(`   ${at + 1}. ${scopes[remedy.scope]}${whole}, ${paint.dim(places[remedy.place])}`)
    lines.push(...remedy.text.split('\n').map((line) => `      ${line}`))
  })
  return lines
}

function valueLines(value: ExplainedValue, paint: Palette): string[] {
  const cut = value.isCut ? paint.dim(' … (the log has no more)') : ''
  const lines = [`  ${paint.blue(value.variable)}: ${short(value.original)}${cut}`]
  let before = value.original
  for (const { transformation, value: after } of value.steps) {
    lines.push(`    t:${transformation} ${after === before ? paint.dim('(no change)') : `→ ${short(after)}`}`)
    before = after
  }
  if (value.operator === '') return lines
  const argument = value.argument === '' ? '' : ` ${short(value.argument)}`
  const found = value.matched === null || value.matched === '' ? '' : `: ${paint.red(short(value.matched))}`
  lines.push(`    ${value.negated ? '!' : ''}@${value.operator}${argument} ${paint.bold('matched')}${found}`)
  return lines
}

function short(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`
}
