import { limitedEscaped, limitedText } from './logging/limited-text.js'
import { addressText, escaped, printable } from './logging/log-escape.js'
import { LogText, mapLogText } from './logging/log-text.js'
import { reference } from './logging/reference.js'
import type { RuleMatch } from './match-log.js'
import type { TransactionContext } from './transaction-context.js'

/** Longest pieces of a log line, in bytes; the rest of a longer one is only counted. */
const longest = { parameter: 200, value: 100, data: 200, uri: 200, reference: 200 } as const
const severityNames = ['EMERGENCY', 'ALERT', 'CRITICAL', 'ERROR', 'WARNING', 'NOTICE', 'INFO', 'DEBUG']

/** A line of the error log in the pieces that other logs need too. Printable ASCII, with what is masked masked. */
export interface LogPieces {
  /** `Warning.`, `Access denied with code 403 (phase 2).` */
  readonly verdict: string
  /** `Matched "Operator ...` */
  readonly condition: string
  /** `[file "..."] ... [tag "..."]` */
  readonly metadata: string
  /** `o0,5v4,10t:lowercase` */
  readonly reference: string
  /** The whole line. */
  readonly line: string
}

/**
 * The error-log line of a match, in the form of libmodsecurity 3 that log readers know. Bytes outside printable ASCII are
 * escaped everywhere, and quotes and backslashes in all that comes from traffic, so that nothing in a request can begin a
 * line or a field of its own.
 */
export function logPieces(match: RuleMatch, context: TransactionContext): LogPieces {
  const { rule } = match
  const { product = 'ModSecurity', severity } = context.services.errorLog ?? {}
  const level = rule.severity ?? 0
  const message = maskedText(match.message, match, context)
  const metadata = [
    `[file "${rule.file}"]`,
    `[line "${rule.line}"]`,
    `[id "${rule.id}"]`,
    `[rev "${escaped(rule.rev)}"]`,
    `[msg "${mapLogText(message, printable, escaped)}"]`,
    `[data "${escaped(limitedText(maskedText(match.data, match, context).text, longest.data))}"]`,
    `[severity "${severity === 'name' ? (severityNames[level] ?? level) : level}"]`,
    `[ver "${escaped(rule.ver)}"]`,
    `[maturity "${rule.maturity}"]`,
    `[accuracy "${rule.accuracy}"]`,
    ...match.tags.map((tag) => `[tag "${escaped(maskedText(tag, match, context).text)}"]`),
  ]
  const place = reference(match, context)
  const { clientAddress, serverAddress } = context.connection
  const tail = [
    `[hostname "${escaped(context.request.serverName || serverAddress)}"]`,
    `[uri "${escaped(limitedText(context.masker?.path ?? context.request.filename, longest.uri))}"]`,
    `[unique_id "${escaped(context.id)}"]`,
    `[ref "${limitedText(place, longest.reference)}"]`,
  ]
  const pieces = {
    verdict: printable(verdict(match, context)),
    condition: printable(condition(match, context)),
    metadata: printable(metadata.join(' ')),
    reference: place,
  }
  const start = printable(`[client ${addressText(clientAddress)}] ${product}:`)
  return { ...pieces, line: [start, pieces.verdict, pieces.condition, pieces.metadata, ...tail].join(' ') }
}

/** A text of a match with the secrets in what its macros put there turned into stars. */
export function maskedText(
  text: LogText,
  { targets }: Pick<RuleMatch, 'targets'>,
  { masker }: TransactionContext,
): LogText {
  if (masker === null || text.inserted.length === 0) return text
  const own = (piece: string): string => piece
  const masked = mapLogText(text, own, (piece, { reference: { variable, key } }) =>
    masker.inserted(piece, variable, key, targets),
  )
  return new LogText(masked, text.inserted)
}

function verdict({ outcome, phase }: RuleMatch, { dialect, masker }: TransactionContext): string {
  if (outcome === null) return 'Warning.'
  const url = escaped(masker?.text(outcome.url) ?? outcome.url)
  const denied = `Access denied with code ${outcome.status || 403} (phase ${phase}).`
  switch (outcome.action) {
    case 'deny':
      return denied
    case 'drop':
      return dialect.deniesByCode ? denied : `Access denied with connection close (phase ${phase}).`
    case 'redirect':
      return dialect.deniesByCode
        ? denied
        : `Access denied with redirection to ${url} using status ${outcome.status} (phase ${phase}).`
    case 'proxy':
      return `Access denied using proxy to (phase ${phase}) ${url}.`
    case 'allow':
      return dialect.logsAllow ? `Access allowed (phase ${phase}).` : 'Warning.'
  }
}

/** Which test matched what: the last value that matched. */
function condition(match: RuleMatch, context: TransactionContext): string {
  const target = match.targets.at(-1)
  if (match.rule.id === 0 && target === undefined) return `${match.message.text}.`
  if (target === undefined || target.operator === null) return 'Unconditional match in SecAction.'
  const { operator, variable, key } = target
  if (operator.definition.name === 'detectSQLi') return 'detected SQLi using libinjection.'
  if (operator.definition.name === 'detectXSS') return 'detected XSS using libinjection.'
  const value = limitedEscaped(context.masker?.target(target).original ?? target.original, longest.value)
  if (variable === 'SecRuleScript') return `Matched script \`${operator.use.argument}' (Answer: \`${value}' )`
  const name = escaped(key === '' ? variable : `${variable}:${key}`)
  const isOwn = operator.use.template === null
  const parameter = isOwn
    ? limitedText(target.argument, longest.parameter)
    : limitedEscaped(context.masker?.text(target.argument) ?? target.argument, longest.parameter)
  return `Matched "Operator \`${operator.definition.logName}' with parameter \`${parameter}' against variable \`${name}' (Value: \`${value}' )`
}
