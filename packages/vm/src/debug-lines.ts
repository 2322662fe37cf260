import type { MultipartFlags, MultipartResult } from '@secrule/body'
import type { RuleInfo, Selection, SelectionItem, Settings } from '@secrule/program'
import type { LinkedChain } from './linked-chains.js'
import type { LinkedOperator } from './linked-operator.js'
import { limitedText } from './logging/limited-text.js'
import { printable } from './logging/log-escape.js'
import type { Target } from './target.js'

/** Longest value that a line of the debug log shows, in bytes. */
const longestValue = 80

// What the machine does, in the words of libmodsecurity, whose readers know them. Each gives the text of one line; they
// are only called when the line is wanted.

export function executing(rule: RuleInfo, operator: LinkedOperator, argument: string, selection: Selection): string {
  const { definition, use } = operator
  const was = argument === use.argument ? '' : ` Was: "${use.argument}"`
  return `(Rule: ${rule.id}) Executing operator "${definition.logName}" with param "${argument}"${was} against ${listText(selection)}.`
}

export function badPattern(pattern: string): string {
  return `Error with regular expression: "${pattern}"`
}

export function executingScript(path: string): string {
  return `Executing script: ${path}.`
}

export function unconditional(rule: RuleInfo): string {
  return `(Rule: ${rule.id}) Executing unconditional rule...`
}

/** One line for each transformation of a value. */
export function transformations(text: string, chain: LinkedChain): readonly string[] {
  let value = text
  return chain.path.map((step, place) => {
    value = step.run(value)
    return ` T (${place}) t:${step.name}: "${valueText(value)}"`
  })
}

export function targetValue(target: Target, text: string): string {
  return `Target value: "${valueText(text)}" (Variable: ${target.name.replace(/^&/, '')})`
}

export function returned(matched: boolean): string {
  return `Rule returned ${matched ? 1 : 0}.`
}

/** Why a rule that stands in the phase is not evaluated. */
export type SkipReason = 'skip' | 'marker' | 'allow' | 'ctl-id' | 'ctl-tag' | 'ctl-message' | 'id' | 'tag' | 'message'

export function skipped(id: number, reason: SkipReason, marker = ''): string {
  const rule = `Skipped rule id '${id}'`
  switch (reason) {
    case 'skip':
      return `${rule} due to a \`skip' action.`
    case 'marker':
      return `${rule} due to a SecMarker: ${marker}`
    case 'allow':
      return `${rule} as request trough the utilization of an \`allow' action.`
    case 'ctl-id':
      return `${rule}. Skipped due to a ruleRemoveById action.`
    case 'ctl-tag':
      return `${rule}. Skipped due to a ruleRemoveByTag action.`
    case 'ctl-message':
      return `${rule}. Skipped due to a ruleRemoveByMsg action.`
    case 'id':
      return `${rule}. Removed by an SecRuleRemove directive.`
    case 'tag':
      return `${rule}. Removed by a SecRuleRemoveByTag directive.`
    case 'message':
      return `${rule}. Removed by a SecRuleRemoveByMsg directive.`
    default:
      return reason satisfies never
  }
}

function listText({ items }: Selection): string {
  return items.map(itemText).join('|')
}

function itemText({ mode, variable, written, key, pattern }: SelectionItem): string {
  const sign = mode === 'count' ? '&' : mode === 'exclude' ? '!' : ''
  const selector = pattern !== null ? `:/${pattern}/` : key !== null ? `:${written ?? key}` : ''
  return `${sign}${variable}${selector}`
}

function valueText(text: string): string {
  return limitedText(printable(text), longestValue)
}

export function runningAction(name: string): string {
  return `Running action: ${name}`
}

/** What happens to the disruptive action of a rule that matched. */
export function disruptiveAction(name: string, runs: boolean): string {
  return runs
    ? `Running (disruptive)     action: ${name}.`
    : `Not running any disruptive action (or block): ${name}. SecRuleEngine is not On.`
}

export function allowing(scope: 'phase' | 'request' | 'all'): string {
  const type = { phase: 'Phase', request: 'Request', all: 'FromNowOn' }[scope]
  return `Dropping the evaluation of upcoming rules in favor of an \`allow' action of type: ${type}`
}

/** ctl:ruleEngine. */
export function settingEngine(mode: Settings['ruleEngine']): string {
  const state = { On: 'Enabled', Off: 'Disabled', DetectionOnly: 'DetectionOnly' }[mode]
  return `Setting SecRuleEngine to ${state} as requested by a ctl:ruleEngine action`
}

export function savingMessage(text: string): string {
  return `Saving msg: ${text}`
}

export function ruleTag(tag: string): string {
  return `Rule tag: ${tag}`
}

/** Said by deny and its kin as they run. */
export function runningDisruptive(name: string): string {
  return `Running action ${name}`
}

/** An operator's match went into TX. */
export function captured(operator: LinkedOperator, group: number, text: string): string {
  const { logName } = operator.definition
  return logName === 'Rx' || logName === 'RxGlobal'
    ? `Added regex subexpression TX.${group}: ${text}`
    : `Added ${logName} match TX.${group}: ${text}`
}

/** An argument was found: in the query string (GET), the body (POST, BODY for multipart), or a JSON document. */
export function addingArgument(place: 'GET' | 'POST' | 'BODY' | 'JSON', name: string, value: string): string {
  return `Adding request argument (${place}): name "${name}", value "${value}"`
}

export const argumentOverLimit = 'Skipping request argument, over limit'

/** Phase 2 is left out for want of SecRequestBodyAccess. */
export function requestBodyDisabled(byCtl: boolean): string {
  return byCtl
    ? 'Request body processing is enabled, but disabled to this transaction due to ctl:requestBodyAccess action'
    : 'Request body processing is disabled'
}

export function responseNotInspected(contentType: string): string {
  return `Response Content-Type is ${contentType}. It is not marked to be inspected.`
}

export const relevant = 'Request was relevant to be saved.'

const warnings: readonly (readonly [flag: keyof MultipartFlags, text: string])[] = [
  ['dataBefore', 'seen data before first boundary'],
  ['dataAfter', 'seen data after last boundary'],
  ['boundaryQuoted', 'boundary was quoted'],
  ['boundaryWhitespace', 'boundary whitespace in C-T header'],
  ['headerFolding', 'header folding used'],
  ['missingSemicolon', 'missing semicolon in C-T header'],
  ['invalidQuoting', 'invalid quoting used'],
  ['invalidPart', 'invalid part parsing'],
  ['invalidHeaderFolding', 'invalid header folding used'],
]

/** Errors of Content-Disposition that are told in words too, by the code that the error has. */
const dispositionWarnings = new Map([
  ['-14', 'Duplicate Content-Disposition name'],
  ['-15', 'Duplicate Content-Disposition filename'],
  ['-20', 'Duplicate Content-Disposition filename*'],
  ['-21', 'no filename= but filename*'],
])

/** What was found in a multipart body, in the order in which it is found out: boundary, parts, flags, what is missing. */
export function multipart(contentType: string, result: MultipartResult): readonly string[] {
  const { error, flags } = result
  const lines: string[] = []
  const failsEarly = error !== null && / in C-T|Invalid MIME type/.test(error)
  const boundary = /boundary\s*=\s*(.*)$/is.exec(contentType)?.[1] ?? ''
  if (failsEarly) lines.push(error)
  else if (boundary.includes(';') && !boundary.startsWith('"')) {
    lines.push('Multipart: Invalid parameter after boundary in C-T (tolerated).')
  }
  lines.push(
    `Multipart: Boundary: ${boundary.replace(/;.*$/s, '').replaceAll('"', '')}${flags.boundaryQuoted ? ' (quoted)' : ''}`,
  )
  for (const field of result.fields) {
    lines.push(`Multipart: Content-Disposition name: ${field.name}`, `Added data to variable: ${field.value}`)
  }
  for (const file of result.files) {
    lines.push(
      `Multipart: Content-Disposition name: ${file.name}`,
      `Multipart: Content-Disposition filename: ${file.filename}`,
      `Added file part to the list: name "${file.name}" file name "${file.filename}" (offset ${file.offset}, length ${file.size})`,
    )
  }
  for (const { name, value } of result.fields) lines.push(addingArgument('BODY', name, value))
  const code = /Content-Disposition header \((-\d+)\)/.exec(error ?? '')?.[1] ?? ''
  const disposition = dispositionWarnings.get(code)
  if (disposition !== undefined) lines.push(`Multipart: Warning: ${disposition}`)
  for (const [flag, text] of warnings) if (flags[flag] === 1) lines.push(`Multipart: Warning: ${text}.`)
  if (flags.lfLine === 1) {
    const kind = flags.crlfLine === 1 ? 'mixed line endings used (CRLF/LF)' : 'incorrect line endings used (LF)'
    lines.push(`Multipart: Warning: ${kind}.`)
  }
  if (error !== null && !failsEarly) lines.push(error)
  return lines
}
