// JSON against an independent answer.
import { toBytes, utf8Bytes } from '@secrule/body'
import fc from 'fast-check'
import t from 'tap'
import { cut, mixOf, numRuns, runs, seed } from './random-input.js'
import { json } from './read-body.js'

/** Names and values as the language has them, from what JSON.parse gives: an independent second answer. */
function flatten(value: unknown, name: string, isRoot = true): [string, string][] {
  if (Array.isArray(value)) {
    if (value.length === 0) return isRoot ? [] : [[name, '']]
    return value.flatMap((item, i) => flatten(item, `${name}.array_${i}`, false))
  }
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value)
    if (members.length === 0) return isRoot ? [] : [[name, '']]
    return members.flatMap(([key, item]) =>
      flatten(item, `${name}.${key === '' ? 'empty-key' : utf8Bytes(key)}`, false),
    )
  }
  return [[name, value === null ? '' : utf8Bytes(String(value))]]
}

t.test('JSON against JSON.parse', (test) => {
  const places = fc.array(fc.nat(), { maxLength: 4 })
  let accepted = 0
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat(4), places, (value, space, at) => {
      const text = JSON.stringify(value, null, space)
      const result = json(cut(utf8Bytes(text), at))
      // Numbers are compared as numbers: the parser keeps them as written.
      const wanted = flatten(JSON.parse(text), 'json')
      return (
        result.error === null &&
        result.arguments.length === wanted.length &&
        result.arguments.every(({ name, value }, i) => {
          const [wantedName, wantedValue] = wanted[i]!
          return name === wantedName && (value === wantedValue || Number(value) === Number(wantedValue))
        })
      )
    }),
    runs,
  )
  // Broken documents: this parser accepts exactly what JSON.parse accepts.
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"',
    '\\u0041',
    '\\',
    '1',
    '0',
    '-',
    '.5',
    'e3',
    'true',
    'null',
    ' ',
    '\n',
    '""',
  ]
  fc.assert(
    fc.property(mixOf(pieces), (list) => {
      const text = list.join('').replace(/[\x80-\xff]/g, 'x')
      if (text === '') return true
      const result = json([toBytes(text)])
      let valid = true
      try {
        JSON.parse(text)
        accepted++
      } catch {
        valid = false
      }
      return (result.error === null) === valid
    }),
    { numRuns: numRuns * 4, seed },
  )
  test.ok(accepted > 20, `${accepted} of ${numRuns * 4} mixed documents were valid, all judged alike`)
  test.end()
})

t.test('long names cannot blow up', (test) => {
  const body = `{"${'k'.repeat(60_000)}":[${'1,'.repeat(900)}1]}`
  const result = json([toBytes(body)])
  test.match(result.error, /names of nested values are too long/)
  const size = result.arguments.reduce((sum, { name }) => sum + name.length, 0)
  test.ok(size < 16 * body.length + 2_000_000, `${size} bytes of names from ${body.length}`)
  test.equal(json([toBytes(`{"some":{"long":{"path":[${'1,'.repeat(900)}1]}}}`)]).error, null, 'usual paths are fine')
  test.end()
})

t.test('JSON, the same in pieces of any size', (test) => {
  const pieces = [
    ...['{', '}', '[', ']', ',', ':', '"a"', '"a":', '"', '\\u0041', '\\ud83d', '\\ude00', '\\n', '\\', '1', '-', '.5'],
    ...['e3', 'true', 'fals', 'null', ' ', '\n', '""', '\xc3', '\xa9', '\xf0\x9f\x98\x80', '{"k":[1,"x",{"y":null}]}'],
  ]
  let accepted = 0
  fc.assert(
    fc.property(
      fc.oneof(
        mixOf(pieces).map((list) => list.join('')),
        fc.jsonValue().map((value) => utf8Bytes(JSON.stringify(value))),
      ),
      fc.constantFrom(1, 2, 3, 5, 16, 64),
      (text, size) => {
        const bytes = toBytes(text)
        const chunks: Uint8Array[] = []
        for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size))
        const options = { depthLimit: 4, argumentLimit: 12 }
        const whole = json([bytes], options)
        if (whole.error === null) accepted++
        return JSON.stringify(json(chunks, options)) === JSON.stringify(whole)
      },
    ),
    { numRuns: numRuns * 2, seed },
  )
  test.ok(accepted > numRuns / 4, `${accepted} of ${numRuns * 2} documents were valid`)
  test.end()
})
