/** Why an expression cannot be read. */
export interface ExpressionProblem {
  readonly problem: string
}

/** POSIX classes as members of a class. */
const classes: ReadonlyMap<string, string> = new Map([
  ['alnum', '0-9A-Za-z'],
  ['alpha', 'A-Za-z'],
  ['ascii', '\\x00-\\x7f'],
  ['blank', '\\t '],
  ['cntrl', '\\x00-\\x1f\\x7f'],
  ['digit', '0-9'],
  ['graph', '!-~'],
  ['lower', 'a-z'],
  ['print', ' -~'],
  ['punct', '!-\\/:-@\\[-`{-~'],
  ['space', '\\t\\n\\v\\f\\r '],
  ['upper', 'A-Z'],
  ['word', '0-9A-Za-z_'],
  ['xdigit', '0-9A-Fa-f'],
])

const cache = new Map<string, RegExp | ExpressionProblem>()

/** An expression of Go (RE2) as one of JavaScript that means the same on byte strings, or why there is none. */
export function readGoExpression(source: string): RegExp | ExpressionProblem {
  let read = cache.get(source)
  if (read === undefined) {
    read = translate(source)
    cache.set(source, read)
  }
  return read
}

function translate(source: string): RegExp | ExpressionProblem {
  const settings = /^\(\?([ims]+)\)/.exec(source)
  const body = settings === null ? source : source.slice(settings[0].length)
  const tokens =
    /\\Q([\s\S]*?)(?:\\E|$)|\\x\{([0-9A-Fa-f]+)\}|\\[\s\S]|\[:(\^?)(\w+):\]|\(\?P?<(?=[A-Za-z_])|\(\?[^:]|[\s\S]/g
  const parts: string[] = []
  try {
    for (const token of body.matchAll(tokens)) parts.push(piece(token))
    return new RegExp(parts.join(''), settings?.[1] ?? '')
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

function piece([text, quoted, hex, negated, name]: RegExpExecArray): string {
  if (quoted !== undefined) return quoted.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
  if (hex !== undefined) {
    if (Number.parseInt(hex, 16) > 255) throw new Error('log lines are bytes: a character above \\xff does not occur')
    return `\\x${hex.slice(-2).padStart(2, '0')}`
  }
  if (name !== undefined) {
    const members = classes.get(name)
    if (members === undefined || negated === '^') throw new Error(`the class ${text} is not supported`)
    return members
  }
  if (text === '\\A') return '(?<![\\s\\S])'
  if (text === '\\z') return '(?![\\s\\S])'
  if (text === '\\a') return '\\x07'
  if (/^\\[1-9pPCkZGKhHRXN]/.test(text)) throw new Error(`${text} is not supported`)
  if (text.startsWith('(?') && text.endsWith('<')) return '(?<'
  if (text.startsWith('(?')) throw new Error(`${text} is not supported; settings such as (?i) stand at the beginning`)
  return text
}
