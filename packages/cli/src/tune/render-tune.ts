import { displayText } from '../display-text.js'
import type { Palette } from '../palette.js'
import { count } from '../render/count.js'
import { severityName } from '../severity-name.js'
import type { AttackReport, OpenParameter } from './attack-check.js'
import type { Finding } from './case-book.js'
import type { TuneResult } from './tune.js'

/** Values of attacks that are listed for one parameter, and requests that are listed one by one. */
const mostListed = 5

/** The result for a person: what was found, what is proposed, what it changes, what it opens. */
export function renderTune(result: TuneResult, written: readonly string[], paint: Palette): string {
  const { records, others, withoutRequest, blocked, notReproduced, findings, proposals, stuck, attacks } = result
  const asides = [
    others > 0 ? `${count(others, 'record')} of other clients` : '',
    withoutRequest > 0 ? `${count(withoutRequest, 'record')} without request (SecAuditLogParts needs B and C)` : '',
  ].filter((text) => text !== '')
  const lines = [
    `${count(records, 'record')}: ${paint.bold(`${blocked} blocked`)} by these rules${asides.length > 0 ? `; left out: ${asides.join(', ')}` : ''}`,
  ]
  if (notReproduced.length > 0) {
    lines.push(paint.yellow(`${count(notReproduced.length, 'record')} blocked then and not now:`))
    for (const { id, why } of notReproduced.slice(0, mostListed)) lines.push(`  ${id}: ${why}`)
  }
  if (blocked === 0) return [...lines, 'nothing to exclude'].join('\n')
  if (proposals.length === 0) {
    const why =
      findings.length === 0 ? 'nothing that could be excluded is in enough of them (--least)' : 'nothing helps'
    return [...lines, '', `no exclusion to propose: ${why}`, '', ...stuckLines(stuck, result, paint)].join('\n')
  }
  lines.push('', paint.bold('What matched in them'), ...findingLines(findings, paint))
  lines.push('', paint.bold(`Proposed: ${count(proposals.length, 'exclusion')}`), ...proposalLines(result, paint))
  lines.push('', ...(written.length > 0 ? written.map((name) => `written: ${name}`) : ruleText(result, paint)))
  lines.push('', ...stuckLines(stuck, result, paint))
  lines.push(
    '',
    ...(attacks === null
      ? [paint.yellow('attacks not tried: give some with --attacks FILE')]
      : attackLines(attacks, paint)),
  )
  return lines.join('\n')
}

function findingLines(findings: readonly Finding[], paint: Palette): string[] {
  const lines: string[] = []
  let rule = 0
  for (const finding of findings) {
    if (finding.rule !== rule) {
      rule = finding.rule
      const severity = severityName(finding.severity)
      lines.push(
        `  ${paint.bold(`rule ${rule}`)}${severity === null ? '' : ` ${paint.yellow(severity)}`} ${displayText(finding.message)}`,
      )
    }
    const paths = [...finding.paths.keys()].map(displayText)
    const more = paths.length > 2 ? ` and ${paths.length - 2} more` : ''
    lines.push(
      `    ${`${finding.requests}×`.padEnd(5)} ${paint.blue(finding.target.text)} at ${paths.slice(0, 2).join(', ')}${more}, ${count(finding.clients, 'client')}`,
      `          ${paint.dim(short(displayText(finding.value), 90))}`,
    )
  }
  return lines
}

function proposalLines({ proposals, findings }: TuneResult, paint: Palette): string[] {
  const targets = new Set(proposals.map(({ target, location }) => `${location.text} ${target.text}`)).size
  const rules = new Set(proposals.map(({ rule }) => rule)).size
  const spared = findings.length - new Set(proposals.map(({ finding }) => finding)).size
  const lines = [`  ${count(targets, 'parameter')}, ${count(rules, 'rule')}; no rule and no tag is removed`]
  if (spared > 0)
    lines.push(
      `  ${count(spared, 'target')} of those above need not be excluded: without the others the score is low enough (--all excludes them too)`,
    )
  for (const { rule, target, location, isWhole } of proposals) {
    if (isWhole)
      lines.push(
        paint.yellow(`  rule ${rule} looks at nothing but ${target.text}: it is off at ${displayText(location.text)}`),
      )
  }
  return lines
}

function ruleText({ files }: TuneResult, paint: Palette): string[] {
  return [
    ...(files.before === ''
      ? []
      : [paint.dim('# before the rules (CRS: REQUEST-900-EXCLUSION-RULES-BEFORE-CRS.conf)'), files.before]),
    ...(files.before !== '' && files.after !== '' ? [''] : []),
    ...(files.after === ''
      ? []
      : [paint.dim('# after the rules (CRS: RESPONSE-999-EXCLUSION-RULES-AFTER-CRS.conf)'), files.after]),
  ]
}

function stuckLines(stuck: TuneResult['stuck'], { isCompiled, proposals }: TuneResult, paint: Palette): string[] {
  const how = isCompiled ? 'with them' : 'with them (tried without compiling: the rules are a bundle)'
  if (stuck.length === 0) return [paint.green(`${how}, no request of the log is blocked any more`)]
  return [
    paint.red(proposals.length === 0 ? 'still blocked:' : `${how}, still blocked:`),
    ...stuck.slice(0, mostListed).map(({ request, by, id }) => `  ${short(request, 80)} by ${by} (record ${id})`),
    ...(stuck.length > mostListed ? [`  and ${stuck.length - mostListed} more`] : []),
  ]
}

function attackLines(
  { attacks, blockedBefore, newlyPassing, values, parameters }: AttackReport,
  paint: Palette,
): string[] {
  const now = blockedBefore - newlyPassing.length
  const lines = [
    (newlyPassing.length === 0 ? paint.green : paint.red)(
      `of ${count(attacks, 'attack')}, ${blockedBefore} were blocked and ${now} are with the exclusions`,
    ),
    ...newlyPassing
      .slice(0, mostListed)
      .map(({ id, request }) => `  ${paint.red('passes:')} ${id} ${short(request, 80)}`),
    ...(newlyPassing.length > mostListed ? [`  and ${newlyPassing.length - mostListed} more`] : []),
    '',
    paint.bold(`${count(values, 'attack value')} in each excluded parameter`),
  ]
  const open = parameters.filter((each) => each.newlyPassing.length > 0)
  for (const parameter of open) lines.push(...openLines(parameter, paint))
  const closed = parameters.filter((each) => each.notTried === null && each.newlyPassing.length === 0)
  if (closed.length > 0)
    lines.push(`  ${count(closed.length, 'parameter')} where nothing passes that was blocked before`)
  for (const { target, location, notTried } of parameters) {
    if (notTried !== null) lines.push(paint.dim(`  ${target} at ${location}: not tried, ${notTried}`))
  }
  return lines
}

function openLines(
  { target, location, tried, blockedBefore, newlyPassing, rules }: OpenParameter,
  paint: Palette,
): string[] {
  return [
    `  ${paint.blue(target)} at ${location}, without ${count(rules.length, 'rule')}: ${paint.yellow(`${newlyPassing.length} newly pass`)} (of ${tried}, ${blockedBefore} were blocked)`,
    ...newlyPassing.slice(0, mostListed).map(({ attack, value }) => `    ${attack}: ${short(value, 80)}`),
    ...(newlyPassing.length > mostListed
      ? [`    and ${newlyPassing.length - mostListed} more (--json lists all)`]
      : []),
  ]
}

function short(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`
}
