// Every transformation, in the form of each dialect, over long values of few different bytes: what is linear is done at once,
// and the result is made of bytes.
import type { Dialect } from '@secrule/program'
import { transformationFor, transformations } from '@secrule/stdlib'
import t from 'tap'

const length = 131_072
const units = [
  ' ',
  ' \n',
  '\\',
  '\\c',
  '../',
  '/',
  '&',
  '&#0',
  '%',
  '0x',
  '-',
  '*',
  '<!',
  '\xc0\x80',
  '\xff',
  '\0a',
  '"',
  '=',
]
const dialects = ['own', 'modsecurity3', 'modsecurity2', 'coraza'] as const

t.test('long values', async (t) => {
  const wrong: string[] = []
  let count = 0
  for (const forms of dialects) {
    const dialect = { transformationForms: forms } as Dialect
    for (const { name } of transformations.all) {
      const definition = transformationFor(name, dialect)!
      if (forms !== 'own' && definition === transformations.get(name)) continue
      for (const unit of units) {
        const result = definition.run(unit.repeat(length / unit.length))
        // whatever stood in a buffer that is used again
        const again = definition.run(unit.repeat(length / unit.length))
        let codes = 0
        for (let at = 0; at < result.length; at++) codes |= result.charCodeAt(at)
        if (codes > 255 || result.length > length * 7 || result !== again) wrong.push(`${forms} ${name} ${unit}`)
        count++
      }
    }
  }
  t.strictSame(wrong, [])
  t.ok(count > 900)
  t.comment(`${count} values of ${length} bytes`)
})
