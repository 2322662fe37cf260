// A search with pauses finds what one without finds, and does not do more between two of them than its value is long.
import { compilePattern, linkPattern, type Matcher, type Pattern } from '@secrule/regex'
import t from 'tap'

const flags = { dotAll: true, multiline: false, dollarEndOnly: true, caseless: false }
const services = { pcre2: null, limits: { match: 100_000, recursion: 100_000 } }

function linked(source: string): Matcher {
  return linkPattern(compilePattern(source, flags) as Pattern, services)
}

const length = 100_000
const cases: readonly (readonly [pattern: string, value: string])[] = [
  ['(a|b)*c', `${'ab'.repeat(length / 2)}c`],
  ['(.*)x(.*)y', `${'a'.repeat(length / 2)}x${'b'.repeat(length / 2)}y`],
  ['([a-z]+)\\s*=\\s*([a-z]+)', `${'a'.repeat(length / 2)} = ${'b'.repeat(length / 2)}`],
  ['(?:(a)|(b)|(c))*d', `${'abc'.repeat(length / 3)}d`],
  ['(?:(a)|(b)|(c))*d', 'abc'.repeat(length / 3)],
  ['^(a+)(b?)$', 'a'.repeat(length)],
  ['a.*b', `a${'c'.repeat(length)}b`],
  ['(x)?', ''],
  ['(\\w+)@(\\w+)', 'me@here'],
]

t.test('with pauses as without', async (t) => {
  let [turns, most] = [0, 0]
  for (const [source, value] of cases) {
    const offsets = linked(source).exec(value, 0)
    const matcher = linked(source)
    // what it builds at first is counted too
    for (let run = 0; run < 2; run++) {
      const search = matcher.execInTurns!(value, 0)
      let before = matcher.work
      let turn = search.next()
      while (turn.done !== true) {
        turns++
        most = Math.max(most, matcher.work - before)
        before = matcher.work
        turn = search.next()
      }
      t.strictSame(turn.value, offsets, source)
    }
  }
  t.ok(most <= length * 3, `${most} steps in a turn`)
  t.ok(turns > 60, `${turns} turns`)
})

t.test('two searches at once', async (t) => {
  const matcher = linked('(a|b)*c')
  const values = [`${'ab'.repeat(60_000)}c`, `${'ba'.repeat(70_000)}c`]
  const searches = values.map((value) => matcher.execInTurns!(value, 0))
  const found: unknown[] = [undefined, undefined]
  while (found.includes(undefined)) {
    searches.forEach((search, place) => {
      const turn = search.next()
      if (turn.done === true) found[place] ??= turn.value
    })
  }
  t.strictSame(
    found,
    values.map((value) => linked('(a|b)*c').exec(value, 0)),
  )
})
