import { compile, createEngine, type Engine, MemoryStore, type Program } from 'secrule'
import t from 'tap'

// Patterns are made ready where a rule first needs one. Others have their turn in between, however short the message,
// unless the engine had time for it before.

const rules = 8
const words = (rule: number): string => Array.from({ length: 250 }, (_, i) => `r${rule}w${i}x+`).join('|')
const program = compile({
  text: `SecRuleEngine DetectionOnly\n${Array.from(
    { length: rules },
    (_, rule) =>
      `SecRule ARGS "@rx (?:${words(rule)})=(\\d)" "id:${rule + 1},phase:1,pass,log,capture,logdata:'%{tx.1}'"`,
  ).join('\n')}`,
})
const values = Array.from({ length: rules }, (_, rule) => `r${rule}w7xx=${rule}`)

/** An engine that counts how often others had their turn. */
function counted(program: Program): { readonly engine: Engine; turns(): number } {
  let turns = 0
  const giveWay = async (): Promise<void> => void turns++
  return {
    engine: createEngine(program, { giveWay, store: new MemoryStore() }),
    turns() {
      const since = turns
      turns = 0
      return since
    },
  }
}

async function matchesOf(engine: Engine, value: string): Promise<unknown> {
  const transaction = engine.newTransaction()
  transaction.processUri(`/?a=${encodeURIComponent(value)}`, 'GET', '1.1')
  await transaction.processRequestHeaders()
  await transaction.processLogging()
  const found = transaction.matchedRules.map(({ id, data }) => [id, data])
  transaction.close()
  return found
}

const all = values.join(' ')
const wanted = values.map((_, rule) => [rule + 1, `${rule}`])

t.test('a first request gives way behind each long pattern', async (t) => {
  const { engine, turns } = counted(program)
  t.strictSame(await matchesOf(engine, all), wanted)
  const first = turns()
  t.ok(first >= rules - 1, `${first} turns`)
  t.strictSame(await matchesOf(engine, `${all} again`), wanted)
  t.equal(turns(), 0, 'a later one is done at once')
  await engine.close()
})

t.test('several first requests at once', async (t) => {
  const { engine } = counted(program)
  const found = await Promise.all(values.map((value) => matchesOf(engine, value)))
  t.strictSame(
    found,
    wanted.map((each) => [each]),
  )
  await engine.close()
})

t.test('one that finds all made ready', async (t) => {
  const { engine, turns } = counted(program)
  await engine.warmUp()
  t.equal(turns(), 2 * rules, 'a turn behind each part of a pattern')
  await engine.warmUp()
  t.equal(turns(), 0, 'nothing is left to do')
  t.strictSame(await matchesOf(engine, 'nothing'), [])
  t.equal(turns(), 0)
  t.strictSame(await matchesOf(engine, all), wanted)
  turns()
  engine.reload(program)
  for (let turn = 0; turn < 10 * rules; turn++) await null
  t.equal(turns(), 2 * rules, 'those of other rules are made ready by themselves')
  await engine.close()
})

t.test('an engine that is closed meanwhile', async (t) => {
  const { engine, turns } = counted(program)
  const warming = engine.warmUp()
  await engine.close()
  await warming
  t.ok(turns() < rules)
})

t.test('requests that come while patterns are made ready', async (t) => {
  const { engine } = counted(program)
  const [, found] = await Promise.all([engine.warmUp(), matchesOf(engine, all)])
  t.strictSame(found, wanted)
  await engine.close()
})

t.test('an engine that nobody waits for', async (t) => {
  const engine = createEngine(program, { giveWay: null, store: new MemoryStore() })
  const transaction = engine.newTransaction()
  transaction.processUri(`/?a=${encodeURIComponent(all)}`, 'GET', '1.1')
  t.notOk(transaction.processRequestHeaders() instanceof Promise)
  t.equal(transaction.matchedRules.length, rules)
  transaction.close()
  await engine.warmUp()
  await engine.close()
})

t.test('rules that match very many values give way among these', async (t) => {
  const { engine, turns } = counted(
    compile({ text: 'SecRuleEngine On\nSecRule ARGS "@rx \\d" "id:1,phase:1,pass,nolog,setvar:tx.n=+1"' }),
  )
  const transaction = engine.newTransaction()
  transaction.processUri(`/?${Array.from({ length: 900 }, (_, i) => `a${i}=${i}`).join('&')}`, 'GET', '1.1')
  await transaction.processRequestHeaders()
  t.ok(turns() > 5)
  t.strictSame(transaction.variable('TX').find(({ key }) => key === 'n')?.value, '900')
  transaction.close()
  await engine.close()
})
