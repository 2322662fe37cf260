import type { RuleMatch } from './match-log.js'

/** Longest pieces of a log line, in bytes. */
const longest = { parameter: 200, value: 100, data: 200, uri: 200 } as const

/** What a log line says of the transaction. */
export interface LogContext {
  readonly clientAddress: string
  readonly hostName: string
  readonly uri: string
  readonly id: string
}

/**
 * The error-log line of a match, in the form of libmodsecurity 3 that log readers know. All bytes outside printable ASCII
 * are escaped, so that nothing in a request can begin a line or a field of its own.
 */
export function logLine(match: RuleMatch, context: LogContext): string {
  const { rule } = match
  const fields = [
    `[file "${rule.file}"]`,
    `[line "${rule.line}"]`,
    `[id "${rule.id}"]`,
    `[rev "${escaped(rule.rev)}"]`,
    `[msg "${escaped(match.message)}"]`,
    `[data "${escaped(cut(match.data, longest.data))}"]`,
    `[severity "${rule.severity ?? 0}"]`,
    `[ver "${escaped(rule.ver)}"]`,
    `[maturity "${rule.maturity}"]`,
    `[accuracy "${rule.accuracy}"]`,
    ...match.tags.map((tag) => `[tag "${escaped(tag)}"]`),
    `[hostname "${escaped(context.hostName)}"]`,
    `[uri "${escaped(cut(context.uri, longest.uri))}"]`,
    `[unique_id "${escaped(context.id)}"]`,
    `[ref ""]`,
  ]
  const line = `[client ${context.clientAddress}] ModSecurity: ${verdict(match)} ${condition(match)} ${fields.join(' ')}`
  return printable(line)
}

function verdict({ outcome, phase }: RuleMatch): string {
  switch (outcome?.action) {
    case undefined:
      return 'Warning.'
    case 'deny':
      return `Access denied with code ${outcome.status} (phase ${phase}).`
    case 'drop':
      return `Access denied with connection close (phase ${phase}).`
    case 'redirect':
      return `Access denied with redirection to ${escaped(outcome.url)} using status ${outcome.status} (phase ${phase}).`
    case 'proxy':
      return `Access denied using proxy to (phase ${phase}) ${escaped(outcome.url)}.`
    case 'allow':
      return `Access allowed (phase ${phase}).`
  }
}

/** Which test matched what: the last value that matched. */
function condition(match: RuleMatch): string {
  const target = match.targets.at(-1)
  if (target === undefined || target.operator === null) return 'Unconditional match in SecAction.'
  const { operator, variable, key, original } = target
  if (operator.definition.name === 'detectSQLi') return 'detected SQLi using libinjection.'
  if (operator.definition.name === 'detectXSS') return 'detected XSS using libinjection.'
  const name = escaped(key === '' ? variable : `${variable}:${key}`)
  const parameter = shortened(operator.use.argument, longest.parameter)
  const value = shortened(escaped(original), longest.value)
  return `Matched "Operator \`${operator.definition.logName}' with parameter \`${parameter}' against variable \`${name}' (Value: \`${value}' )`
}

function shortened(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)} (${text.length - limit} characters omitted)`
}

function cut(text: string, limit: number): string {
  return text.length <= limit ? text : text.slice(0, limit)
}

const unsafe = /[^\x20-\x7e]|["\\]/g
const unprintable = /[^\x20-\x7e]/g
const escapedChar = (char: string): string => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`

/** `\xhh` for quotes, backslashes and bytes outside printable ASCII. */
export function escaped(text: string): string {
  return text.replace(unsafe, escapedChar)
}

function printable(text: string): string {
  return text.replace(unprintable, escapedChar)
}
