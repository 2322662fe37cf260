import { type GeneratedRequest, payload } from './generated-request.js'
import type { SeededRandom } from './seeded-random.js'

/** A JSON string in one of the ways that it can be written. */
function jsonString(text: string, random: SeededRandom): string {
  const share = random.of([0, 0, 0.3, 1])
  const inner = [...text].map((char) => {
    const code = char.charCodeAt(0)
    if (!random.chance(share)) return char === '"' || char === '\\' ? `\\${char}` : char
    const hex = code.toString(16).padStart(4, '0')
    return `\\u${random.chance(0.5) ? hex : hex.toUpperCase()}`
  })
  return `"${inner.join('')}"`
}

function space(random: SeededRandom): string {
  return random.chance(0.9) ? '' : random.of([' ', '\n', '\r\n', '\t', '\0', '\x0b', '/**/', '//\n', '\xc2\xa0', ','])
}

function value(random: SeededRandom, depth: number, hidden: boolean): string {
  if (depth > 0 && random.chance(0.7)) {
    const count = random.between(hidden ? 1 : 0, 3)
    const at = random.below(Math.max(1, count))
    const isArray = random.chance(0.4)
    const members = Array.from({ length: count }, (_, i) => {
      const holds = hidden && i === at
      const inKey = holds && !isArray && random.chance(0.25)
      const member = value(random, depth - 1, holds && !inKey)
      if (isArray) return `${space(random)}${member}${space(random)}`
      const key = inKey ? payload : random.of(['a', 'b', 'a', '', '__proto__', 'constructor', 'x.y', 'json'])
      return `${space(random)}${jsonString(key, random)}${space(random)}:${member}`
    })
    const end = random.chance(0.98) ? '' : ','
    return isArray ? `[${members.join(',')}${end}]` : `{${members.join(',')}${end}}`
  }
  if (hidden) return jsonString(`${random.of(['', 'x', '"', '\\', '\xc3\xa9', '\xff', '\x01'])}${payload}`, random)
  return random.of([
    '1',
    '-0.5e3',
    'true',
    'null',
    '""',
    '[]',
    '{}',
    '1e999',
    '01',
    'NaN',
    "'x'",
    '"\\ud800"',
    '"\xed\xa0\x80"',
  ])
}

const types = [
  'application/json; charset=utf-8',
  'Application/JSON',
  'application/json;charset=utf-16le',
  'application/json ; charset=utf-7',
  'application/vnd.api+json',
  'application/problem+JSON; charset=utf-8',
  'application/csp-report',
  'application/json, text/plain',
  'image/x+json',
  'application/json\t',
  'application/ld+json;profile="a;b"',
]

export function generateJson(random: SeededRandom): GeneratedRequest {
  const type = random.chance(0.65) ? 'application/json' : random.of(types)
  let body = value(random, random.between(0, 4), true)
  if (random.chance(0.02)) body = `${'['.repeat(600)}${body}${']'.repeat(600)}`
  if (random.chance(0.01)) body = `[${'1,'.repeat(60_000)}${body}]`
  if (random.chance(0.05)) body = `${random.of(['\xef\xbb\xbf', ' ', '\0', ")]}',\n", '\xff\xfe'])}${body}`
  if (random.chance(0.05)) body = `${body}${random.of([' ', '\0', '{}', ';', '\n', '#'])}`
  if (/16le/.test(type) && random.chance(0.7)) body = [...body].map((char) => `${char}\0`).join('')
  return { kind: 'json', target: '/', headers: [['Content-Type', type]], body }
}
