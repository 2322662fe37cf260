import { readdirSync, readFileSync } from 'node:fs'
import { bytes, compile, createEngine, HostError } from 'secrule'
import t from 'tap'
import { type EngineCase, runCase } from './engine-case.js'

const folder = 'test/engine/cases'
let ran = 0

for (const file of readdirSync(folder).sort()) {
  t.test(file, async (t) => {
    const cases = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as EngineCase[]
    for (const test of cases) {
      ran++
      const transaction = await runCase(test)
      const { expect } = test
      const matched = transaction.matchedRules
      const seen: Record<string, unknown> = {}
      const wanted: Record<string, unknown> = {}
      const compare = (what: string, found: unknown, right: unknown): void => {
        seen[what] = found
        wanted[what] = right
      }
      if (expect.ids !== undefined)
        compare(
          'ids',
          matched.map(({ id }) => id),
          expect.ids,
        )
      if (expect.allowed !== undefined) compare('allowed', transaction.allowed, expect.allowed)
      if (expect.interruption !== undefined) {
        const { interruption } = transaction
        const keys = Object.keys(expect.interruption ?? {})
        const picked =
          interruption && Object.fromEntries(Object.entries(interruption).filter(([key]) => keys.includes(key)))
        compare('interruption', picked, expect.interruption)
      }
      for (const [name, right] of Object.entries(expect.variables ?? {})) {
        const [variable, ...rest] = name.split(':')
        const key = rest.join(':').toLowerCase()
        const members = transaction.variable(variable!)
        const found =
          rest.length > 0
            ? (members.find((member) => member.key.toLowerCase() === key)?.value ?? null)
            : Array.isArray(right)
              ? members.map((member) => `${member.key}=${member.value}`)
              : (members[0]?.value ?? null)
        compare(name, found, right)
      }
      if (expect.log !== undefined) {
        const lines = matched.filter(({ logged }) => logged).map(({ logLine }) => logLine)
        compare('log', lines.some((line) => line.includes(expect.log!)) ? expect.log : lines, expect.log)
      }
      if (expect.message !== undefined) compare('message', matched.at(-1)?.message, expect.message)
      if (expect.data !== undefined) compare('data', matched.at(-1)?.data, expect.data)
      t.same(seen, wanted, JSON.stringify(test.name))
    }
  })
}

t.test('calls out of order', async (t) => {
  const errors: string[] = []
  const logger = { log: () => {}, error: (message: string) => errors.push(message) }
  const text =
    'SecRuleEngine On\nSecAction "id:1,phase:1,pass"\nSecAction "id:2,phase:2,pass"\nSecAction "id:5,phase:5,pass"'
  const engine = createEngine(compile({ text }), { logger })
  const transaction = engine.newTransaction({ id: 'out-of-order' })
  transaction.processRequestLine('GET / HTTP/1.1')
  await transaction.processResponseHeaders(200, '1.1')
  t.same(
    transaction.matchedRules.map(({ id }) => id),
    [1, 2],
    'phases that were skipped run first',
  )
  t.equal(await transaction.processRequestHeaders(), null, 'an earlier call gives the interruption')
  await transaction.processRequestBody()
  t.equal(errors.length, 1, 'and one host error is logged, not more')
  await transaction.processLogging()
  t.same(
    transaction.matchedRules.map(({ id }) => id),
    [1, 2, 5],
  )
  transaction.close()
  t.throws(() => transaction.processRequestLine('GET / HTTP/1.1'), HostError, 'after close every call throws')
  t.throws(() => engine.newTransaction({ id: 'two words' }), HostError)
  const other = engine.newTransaction()
  t.throws(() => other.processRequestLine('GET /€ HTTP/1.1'), HostError, 'a char above 255 is refused')
  t.doesNotThrow(() => other.processRequestLine(bytes('GET /€ HTTP/1.1')))
  await engine.close()
  t.throws(() => engine.newTransaction(), HostError)
})

t.test('the suite ran its cases', async (t) => {
  t.ok(ran > 0)
  t.comment(`${ran} engine cases`)
})
