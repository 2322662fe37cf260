import { byteString, bytesOf, encodeText } from '../byte-string.js'

/** A value of a template. */
type Value = string | number
type Call = (operands: readonly Value[]) => Value

const number = (value: Value | undefined): number => {
  if (typeof value !== 'number') throw new TemplateProblem()
  return value
}

/** What a body may grow to. */
const largest = 67_108_864

/** Functions of Sprig that make test bodies, with its order of operands: what a pipe brings comes last. */
const functions: ReadonlyMap<string, Call> = new Map<string, Call>([
  [
    'repeat',
    ([times, text]) => {
      const count = number(times)
      if (count < 0 || count * `${text}`.length > largest) throw new TemplateProblem()
      return `${text}`.repeat(count)
    },
  ],
  ['upper', ([text]) => `${text}`.toUpperCase()],
  ['lower', ([text]) => `${text}`.toLowerCase()],
  ['trim', ([text]) => `${text}`.trim()],
  ['nospace', ([text]) => `${text}`.replace(/\s/g, '')],
  ['replace', ([from, to, text]) => `${text}`.replaceAll(`${from}`, `${to}`)],
  ['trunc', ([length, text]) => `${text}`.slice(0, number(length))],
  ['quote', ([text]) => `"${`${text}`.replace(/["\\]/g, '\\$&')}"`],
  ['squote', ([text]) => `'${text}'`],
  ['b64enc', ([text]) => Buffer.from(bytesOf(`${text}`)).toString('base64')],
  ['b64dec', ([text]) => byteString(Buffer.from(`${text}`, 'base64'))],
  ['print', (operands) => operands.join('')],
])

/** The template is not one that Go would run, or calls what we do not have. */
class TemplateProblem extends Error {}

/**
 * Carries out the Go template in a body (a byte string): literals, pipes and the functions above. A body that is no such
 * template stays as it is, as with go-ftw: `{{7*7}}` is an attack, not a calculation.
 */
export function expandTemplate(text: string): string {
  if (!text.includes('{{')) return text
  try {
    return text.replace(/(\s*)\{\{(- )?([\s\S]*?)( -)?\}\}(\s*)/g, (_all, before, trims, action, trimsAfter, after) => {
      const value = /^\s*\/\*[\s\S]*\*\/\s*$/.test(action) ? '' : evaluate(action)
      return `${trims === undefined ? before : ''}${value}${trimsAfter === undefined ? after : ''}`
    })
  } catch (error) {
    if (error instanceof TemplateProblem) return text
    throw error
  }
}

function evaluate(action: string): Value {
  const tokens = [...action.matchAll(/\s*("(?:[^"\\\n]|\\.)*"|`[^`]*`|-?\d+|[A-Za-z_]\w*|[|()]|$|[\s\S])/g)]
    .map((token) => token[1] ?? '')
    .filter((token) => token !== '')
  let at = 0
  const pipeline = (): Value => {
    let piped: readonly Value[] = []
    for (;;) {
      const value = command(piped)
      if (tokens[at] !== '|') return value
      at++
      piped = [value]
    }
  }
  const command = (piped: readonly Value[]): Value => {
    const call = functions.get(tokens[at] ?? '')
    if (call === undefined) {
      if (piped.length > 0) throw new TemplateProblem()
      return operand()
    }
    at++
    const operands: Value[] = []
    while (at < tokens.length && tokens[at] !== '|' && tokens[at] !== ')') operands.push(operand())
    return call([...operands, ...piped])
  }
  const operand = (): Value => {
    const token = tokens[at++] ?? ''
    if (token === '(') {
      const value = pipeline()
      if (tokens[at++] !== ')') throw new TemplateProblem()
      return value
    }
    if (token.startsWith('`')) return token.slice(1, -1)
    if (token.startsWith('"') && token.length > 1) return unquote(token)
    if (/^-?\d+$/.test(token)) return Number(token)
    throw new TemplateProblem()
  }
  const value = pipeline()
  if (at < tokens.length) throw new TemplateProblem()
  return value
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
  ['"', '"'],
])

/** A Go string literal: `\n`, `\x41`, `\u0041`. */
function unquote(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([\s\S]))/g, (_all, hex, unicode, char) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
      if (unicode !== undefined) return encodeText(String.fromCharCode(Number.parseInt(unicode, 16)))
      const plain = escapes.get(char)
      if (plain === undefined) throw new TemplateProblem()
      return plain
    })
}
