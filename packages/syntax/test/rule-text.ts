import fc from 'fast-check'

/** Bytes and pieces that mean something to the language. */
const pieces = [
  ...[
    'ARGS',
    'XML',
    'TX',
    'REQUEST_HEADERS',
    'id',
    'msg',
    'setvar',
    'chain',
    't:none',
    '@rx',
    '@',
    'a',
    '1',
    '%{tx.a}',
  ],
  ...[
    '|',
    ':',
    '!',
    '&',
    '/',
    ',',
    "'",
    '"',
    '\\',
    '\\"',
    "\\'",
    '\\/',
    '`',
    '#',
    '<',
    '>',
    '=',
    ' ',
    '\t',
    '(',
    '[',
    ']',
  ],
  ...['/a/', "'/a|b/'", "'a b'", '\r', '\0', '\xe9', '\xef\xbb\xbf', '\\\n', '\\ \n', '\\\r\n   '],
]
const heads = [
  ...[
    'SecRule',
    'SecAction',
    'SecDefaultAction',
    'SecRuleScript',
    'SecRuleUpdateTargetById 1',
    'SecDataset',
    'Include',
  ],
  ...[
    'SecRuleUpdateTargetByTag',
    'SecRuleUpdateActionById 1',
    'SecMarker',
    'Other',
    '# comment',
    '<IfModule',
    '<IfDefine X',
  ],
]
const wholeLines = [
  '<IfModule security2_module>',
  '</IfModule>',
  '<IfDefine X>',
  '</IfDefine>',
  '`',
  '',
  '# a \\',
  '#',
  ' \\',
]

const bytes = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 255 }), { maxLength }).map((codes) => String.fromCharCode(...codes))

const soup = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...pieces), { maxLength }).map((parts) => parts.join(''))

/** A list of the language with its parts mixed up. */
export const listText: fc.Arbitrary<string> = soup(14)

const quoted = (quote: string): fc.Arbitrary<string> =>
  soup(10).map((text) => {
    const escaped = text.replace(new RegExp(`\\\\*${quote}`, 'g'), `\\${quote}`).replace(/\\+$/, '')
    return `${quote}${escaped}${quote}`
  })

/** Mostly a list that is properly quoted as a word, so that what is inside is read. */
const word: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: quoted('"') },
  { weight: 2, arbitrary: quoted("'") },
  { weight: 2, arbitrary: fc.constantFrom('ARGS', '"@rx a"', '"id:1"', 'x', "'a b'", '`') },
  { weight: 1, arbitrary: soup(8) },
)

const line: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...heads), fc.array(word, { maxLength: 4 }), fc.constantFrom(' ', ' \\\n   ', '\t'))
      .map(([head, words, gap]) => [head, ...words].join(gap)),
  },
  { weight: 2, arbitrary: fc.constantFrom(...wholeLines) },
  { weight: 1, arbitrary: soup(12) },
  { weight: 1, arbitrary: bytes(20) },
)

/** A file: lines that are nearly right, and some that are not. */
export const fileText: fc.Arbitrary<string> = fc
  .tuple(fc.array(line, { maxLength: 6 }), fc.constantFrom('\n', '\n', '\r\n'), fc.boolean())
  .map(([lines, end, last]) => lines.join(end) + (last ? end : ''))

/** A file of plain bytes. */
export const anyBytes: fc.Arbitrary<string> = bytes(200)

/** One of the given texts with a few places cut out, doubled or overwritten. */
export function mutated(texts: readonly string[]): fc.Arbitrary<string> {
  const change = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(6), fc.oneof(soup(2), bytes(3)))
  return fc
    .tuple(fc.constantFrom(...texts), fc.array(change, { minLength: 1, maxLength: 5 }))
    .map(([text, changes]) => {
      let result = text
      for (const [place, cut, added] of changes) {
        const at = Math.floor(place * result.length)
        result = result.slice(0, at) + added + result.slice(at + cut)
      }
      return result
    })
}
