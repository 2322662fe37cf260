import { type AuditRecord, type HeaderField, reasonPhrase } from '@secrule/program'
import { type BoundaryStyle, randomBoundary, withoutPartLines } from './boundary.js'
import { nativeSummary } from './native-summary.js'
import { asciiText, fieldText, lineText, quotedText } from './safe-text.js'
import { TimeText } from './time-text.js'

/** How the native form is written; what is left out follows the dialect of the rules. */
export interface NativeOptions {
  /** Whose form it is: they differ in the boundary, the order of the parts, and what stands in them. */
  readonly style?: BoundaryStyle
  /** The text between `--` and a part's letter; a random one by default, which is what keeps bodies from faking parts. */
  readonly boundary?: string
}

const orders: Readonly<Record<'modsecurity2' | 'modsecurity3', string>> = {
  modsecurity2: 'BCIFEHJK',
  modsecurity3: 'BCDEFGHIJK',
}

/** One record in the native form, an empty line after its part Z. The text is a byte string; bodies stand in it as they are. */
export function formatNative(record: AuditRecord, options: NativeOptions = {}): string {
  const style = options.style ?? (record.dialect === 'secrule' ? 'modsecurity2' : record.dialect)
  const boundary = options.boundary ?? randomBoundary(style)
  const order = style === 'coraza' ? record.parts : orders[style]
  const write = style === 'modsecurity3' ? part3 : part2
  const pieces = [`--${boundary}A--\n${headerLine(record)}\n`]
  for (const letter of order) {
    if (letter === 'A' || letter === 'Z' || !record.parts.includes(letter)) continue
    const text = write(letter, record)
    if (text !== null) pieces.push(`--${boundary}${letter}--\n${text}\n`)
  }
  pieces.push(`--${boundary}Z--\n\n`)
  return pieces.join('')
}

function headerLine({ startedAt, utcOffset, id, client, server }: AuditRecord): string {
  const time = `[${new TimeText(startedAt, utcOffset).common}]`
  const fields = [id, client.address, client.port, server.address, server.port]
  return [time, ...fields.map((field) => fieldText(`${field}`))].join(' ')
}

/** A part as ModSecurity 2 has it, or null when it has nothing to say. The line end that follows each part is not in it. */
function part2(letter: string, record: AuditRecord): string | null {
  const { request, response } = record
  switch (letter) {
    case 'B':
      return `${lineText(request.line)}\n${headerLines(request.headers)}`
    case 'C':
      return request.body === '' ? null : withoutPartLines(request.body)
    case 'I': {
      const body = request.rebuiltBody ?? request.body
      return body === '' ? null : withoutPartLines(body)
    }
    case 'F':
      return response.status === 0 && response.headers.length === 0
        ? null
        : `${statusLine(record)}\n${headerLines(response.headers)}`
    case 'E':
      return response.body === '' ? null : withoutPartLines(response.body)
    case 'H':
      return nativeSummary(record)
    case 'J':
      return request.files.length === 0 ? null : uploads(request.files)
    case 'K':
      return record.matchedRules.length === 0 ? null : ruleTexts(record)
    default:
      return null
  }
}

/** A part as libmodsecurity 3 has it: all are there, and some are always empty. */
function part3(letter: string, record: AuditRecord): string {
  const { request, response } = record
  switch (letter) {
    case 'B':
      return `${lineText(request.line)}\n${headerLines(request.headers)}`
    case 'C':
      return request.body === '' ? '' : `${withoutPartLines(request.body)}\n`
    case 'E':
      return response.body === '' ? '' : `${withoutPartLines(asciiText(response.body))}\n`
    case 'F':
      return `${lineText(response.protocol || 'HTTP/')} ${response.status}\n${headerLines(response.headers)}`
    case 'H':
      return record.matches.map(({ logLine }) => `${logLine.replace(/^\[client [^\]]*\] /, '')}\n`).join('')
    default:
      return ''
  }
}

function headerLines(headers: readonly HeaderField[]): string {
  return headers.map(({ name, value }) => `${lineText(name)}: ${lineText(value)}\n`).join('')
}

function statusLine({ response: { protocol, status } }: AuditRecord): string {
  return `${lineText(protocol || 'HTTP/1.1')} ${status} ${reasonPhrase(status)}`.trimEnd()
}

function uploads(files: AuditRecord['request']['files']): string {
  const lines = files.map(
    ({ size, filename, contentType }, place) =>
      `${place + 1},${size},"${quotedText(filename)}","${quotedText(contentType || '<Unknown Content-Type>')}"\n`,
  )
  return `${lines.join('')}Total,${files.reduce((total, { size }) => total + size, 0)}\n`
}

/** The rules that matched, each link of a chain on a line of its own; links that did not match behind a `#`. */
function ruleTexts({ matchedRules }: AuditRecord): string {
  const chains = matchedRules.map(({ rules }) => {
    const lines = rules.map(({ text, isMatched }) => `${isMatched ? '' : '#'}${lineText(text)}\n`)
    return lines.join('') + (rules.length > 1 ? '\n' : '')
  })
  return chains.join('')
}
