// Byte strings, and what is encoded in them: everything comes back.
import { latin, parseUrlEncoded, percentDecode, toBytes, urlDecode, utf8Bytes } from '@secrule/body'
import fc from 'fast-check'
import t from 'tap'
import { byteString, numRuns, runs } from './random-input.js'

t.test('byte strings', (test) => {
  const all = String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i))
  test.equal(latin(toBytes(all)), all, 'every byte comes back')
  const long = all.repeat(1000)
  test.equal(latin(toBytes(long)), long, 'also in long texts')
  test.equal(utf8Bytes('a\u00e9\u20ac\u{1f600}'), 'a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80', 'UTF-8 of all lengths')
  test.equal(utf8Bytes('\ud800x\udc00'), '\xef\xbf\xbdx\xef\xbf\xbd', 'lone surrogates are replaced')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      return utf8Bytes(text) === latin(new TextEncoder().encode(text))
    }),
    runs,
  )
  test.end()
})

t.test('decoding keeps identity and comes back', (test) => {
  const text = 'nothing-to-do'
  test.equal(urlDecode(text).text, text)
  test.equal(urlDecode('%zz').text, '%zz', 'nothing changed')
  const encode = (plain: string, how: number) =>
    [...plain]
      .map((char, i) => {
        const hex = char.charCodeAt(0).toString(16).padStart(2, '0')
        if (char === ' ' && how % 2 === 0) return '+'
        const free = /[A-Za-z0-9._~-]/.test(char) && (how >> (i % 8)) % 2 === 0
        return free ? char : `%${how % 3 === 0 ? hex : hex.toUpperCase()}`
      })
      .join('')
  fc.assert(
    fc.property(
      fc.array(fc.tuple(byteString, byteString), { minLength: 1, maxLength: 6 }),
      fc.nat(255),
      (list, how) => {
        const form = list.map(([name, value]) => `${encode(name, how)}=${encode(value, how)}`).join('&')
        const found = parseUrlEncoded(form, { separator: '&', limit: 100 })
        const same = found.arguments.every(({ name, value }, i) => name === list[i]![0] && value === list[i]![1])
        return same && found.arguments.length === list.length && !found.invalidEncoding && !found.truncated
      },
    ),
    runs,
  )
  fc.assert(
    fc.property(byteString, fc.nat(255), (plain, how) => {
      return how % 2 === 0 || percentDecode(encode(plain, how)) === plain
    }),
    runs,
  )
  test.pass(`${numRuns} forms came back`)
  test.end()
})
