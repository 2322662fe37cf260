import { type Diagnostic, isDiagnostic, type MacroReference, operator, problem, subspan } from '@secrule/program'
import { parseTemplate } from '../macro.js'
import { eachMatch } from './each-match.js'
import { patternFailure } from './pattern-failure.js'
import { linkTemplate, type PatternSource, type PatternTemplate, patternTemplate } from './pattern-template.js'
import { pmContent } from './pm-content.js'

/** A piece of the replacement: text, the number of a group, or a macro. */
type Piece = string | number | MacroReference

interface Substitution<P> {
  readonly pattern: P
  readonly replacement: readonly Piece[]
}

/** A replaced stream that is longer than this is an error, and the stream stays. */
const mostBytes = 1 << 26

/**
 * @rsub. Any byte may stand for the slashes; flag i ignores letter case, flag d makes what macros give stand for itself.
 * The changed stream replaces the body that is passed on.
 */
export const rsub = operator<Substitution<PatternTemplate>, Substitution<PatternSource>>({
  name: 'rsub',
  summary: 'Replaces what the regular expression finds in a body stream; always true.',
  example:
    'SecStreamOutBodyInspection On\n' +
    'SecRule STREAM_OUTPUT_BODY "@rsub s/\\d{4}-\\d{4}-(\\d{4})/****-****-\\1/" "id:1,phase:4,pass"',
  engines: 'ModSecurity 2 only, where a NUL byte ends the text.',
  argument: 'required',
  // its macros are its own: what they give must not be taken for a delimiter
  macros: false,
  logName: 'Rsub',
  compile: (argument, span, context) => {
    const bad = (why: string, place = span): Diagnostic =>
      problem(place, 'bad-argument', 'rsub', why, 'write `s/REGEX/TEXT/`, with flags i and d behind it')
    const parts = split(argument)
    if (parts === null) return bad('it has not the form `s/REGEX/TEXT/`')
    const [source, text, flags] = parts
    if (/[^id]/.test(flags)) {
      return bad(`\`${flags}\` are no flags`, subspan(span, argument.length - flags.length, argument.length))
    }
    const patternFlags = { dotAll: false, multiline: false, dollarEndOnly: false, caseless: flags.includes('i') }
    const from = argument.indexOf(source)
    const place = subspan(span, from, from + source.length)
    const pattern = patternTemplate(withSlashes(source), patternFlags, flags.includes('d'), place, context)
    if (isDiagnostic(pattern)) return pattern
    const template = parseTemplate(pmContent(withSlashes(text)), span, context.dialect)
    if (isDiagnostic(template)) return template
    const replacement = template.flatMap((piece) => (typeof piece === 'string' ? groupsOf(piece) : [piece]))
    return { pattern, replacement }
  },
  link: ({ pattern, replacement }, services, settings) => ({
    pattern: linkTemplate(pattern, services, settings),
    replacement,
  }),
  run: ({ pattern, replacement }, value, context) => {
    const { transaction, target } = context
    if (target !== 'STREAM_INPUT_BODY' && target !== 'STREAM_OUTPUT_BODY') return context.error('rsub-target')
    const matcher = pattern(transaction)
    if (matcher === null) return context.error('bad-regex')
    const pieces = replacement.map((piece) => (typeof piece === 'object' ? transaction.expand([piece]) : piece))
    const out: string[] = []
    let copied = 0
    let length = 0
    const outcome = eachMatch(matcher, value, false, (offsets) => {
      out.push(value.slice(copied, offsets[0]!))
      for (const piece of pieces) {
        const text = typeof piece === 'string' ? piece : groupText(value, offsets, piece)
        length += text.length
        out.push(text)
      }
      copied = offsets[1]!
      return length <= mostBytes
    })
    if (outcome !== 'done') return patternFailure(outcome, context)
    if (length > mostBytes) return context.error('rsub-length')
    if (copied === 0 && out.length === 0) return true
    const result = out.join('') + value.slice(copied)
    if (target === 'STREAM_INPUT_BODY') transaction.streamInput = result
    else transaction.streamOutput = result
    return true
  },
})

/** The three parts behind the `s`; a delimiter with a backslash before it belongs to its part. */
function split(argument: string): readonly [string, string, string] | null {
  if (argument[0] !== 's' || argument.length < 4) return null
  const delimiter = argument[1]!
  const parts: string[] = []
  let from = 2
  for (let i = 2; i < argument.length && parts.length < 2; i++) {
    if (argument[i] === '\\') i++
    else if (argument[i] === delimiter) {
      parts.push(argument.slice(from, i))
      from = i + 1
    }
  }
  return parts.length < 2 ? null : [parts[0]!, parts[1]!, argument.slice(from)]
}

function withSlashes(text: string): string {
  return text.replaceAll('\\/', '/')
}

function groupsOf(text: string): Piece[] {
  return text.split(/\\([1-9])/).map((piece, i) => (i % 2 === 1 ? Number(piece) : piece))
}

function groupText(value: string, offsets: Int32Array, group: number): string {
  const from = offsets[group * 2]
  return from === undefined || from < 0 ? '' : value.slice(from, offsets[group * 2 + 1])
}
