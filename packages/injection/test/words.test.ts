import { readFileSync } from 'node:fs'
import { detectSqli, detectXss } from '@secrule/injection'
import t from 'tap'

// The operators say that an injection takes a byte besides letters, digits and `_`, so values without one are not even looked at.

const folder = '../shared/spec/libinjection/'
const files = ['keywords.tsv', 'fingerprints.txt', 'xss-attributes.tsv', 'xss-events.txt', 'xss-tags.txt']

t.test('a word or a number alone is no injection', (t) => {
  let words: string[] = ['select', 'union', 'or', 'and', 'null', 'onload', 'script']
  try {
    words = files.flatMap((file) => readFileSync(folder + file, 'latin1').match(/\w+/g) ?? [])
  } catch {
    t.comment('without ../shared: only a few words')
  }
  const found: string[] = []
  let count = 0
  for (const word of new Set(words)) {
    for (const before of ['', '1', '0x', '0b1', '1e5', '1d', '_']) {
      for (const after of ['', '1', 'x', '_']) {
        const value = before + word + after
        count++
        if (detectSqli(value) !== null || detectXss(value)) found.push(value)
      }
    }
  }
  t.same(found, [])
  t.comment(`${count} words`)
  t.end()
})
