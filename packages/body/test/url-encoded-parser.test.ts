// Forms that are read in parts give what they give at once, wherever they are cut.
import { latin, parseUrlEncoded, UrlEncodedParser, useLatin } from '@secrule/body'
import t from 'tap'

function seeded(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return (state >>> 0) / 2 ** 32
  }
}

const pieces = [
  '%',
  '%4',
  '%41',
  '%zz',
  '%%41',
  '+',
  '=',
  '&',
  'a',
  'bc',
  '\xff',
  '%00',
  '%ff',
  '%u0041',
  'x'.repeat(40),
]

t.test('in parts as at once', async (t) => {
  const random = seeded(7)
  const some = (most: number): string => {
    let text = ''
    while (text.length < most) text += pieces[Math.floor(random() * pieces.length)]
    return text
  }
  // long pieces are cut after 64 KB too: between the bytes of an escape, among others
  const long = (): string => {
    const value = `${'a'.repeat(Math.floor(random() * 4))}${some(3000).replaceAll('&', '')}`
    return `${some(50)}&n=${value.repeat(Math.ceil(140_000 / value.length))}&${some(50)}`
  }
  let turns = 0
  const count = 120
  for (let run = 0; run < count; run++) {
    const text = run % 3 === 0 ? long() : some(Math.floor(random() * 300))
    const options = { separator: '&', limit: run % 5 === 0 ? 3 : 1000, skipEmpty: run % 2 === 0 }
    const parser = new UrlEncodedParser(text, options)
    const bytes = run % 3 === 0 ? 1000 + Math.floor(random() * 100_000) : 1 + Math.floor(random() * 20)
    let own = 1
    while (!parser.goOn(bytes)) own++
    if (own * bytes > (text.length + 300) * 4 + 4 * bytes) t.fail(`${own} turns of ${bytes} for ${text.length} bytes`)
    turns += own
    t.strictSame(parser.end(), parseUrlEncoded(text, options))
  }
  t.comment(`${count} forms in ${turns} turns`)
})

t.test('the reader of the platform', async (t) => {
  const bytes = Uint8Array.from({ length: 700_001 }, (_, at) => (at * 31 + (at >> 8)) & 255)
  const before = latin(bytes)
  const shorter = (to: number): string => latin(bytes, 3, to)
  const shortBefore = Array.from({ length: 600 }, (_, to) => shorter(to + 3))
  useLatin((part, from, to) => Buffer.from(part.buffer, part.byteOffset, part.length).toString('latin1', from, to))
  let wrong = latin(bytes) === before ? 0 : 1
  for (let at = 0; at < bytes.length; at++) if (before.charCodeAt(at) !== bytes[at]) wrong++
  for (const [to, text] of shortBefore.entries()) if (text !== shorter(to + 3) || text.length !== to) wrong++
  t.equal(wrong, 0, `${bytes.length} bytes`)
})
