import { compile, createEngine, type Engine, MemoryStore, type Store, type Transaction } from 'secrule'
import type { Test } from 'tap'

const opening = 'SecAction "id:1,phase:1,pass,nolog,initcol:ip=%{REMOTE_ADDR},setvar:ip.n=+1"'
const program = (...rules: readonly string[]) => compile({ text: ['SecRuleEngine On', ...rules].join('\n') })

async function begun(engine: Engine): Promise<Transaction> {
  const transaction = engine.newTransaction()
  transaction.processConnection('192.0.2.7', 40_000, '192.0.2.1', 80)
  transaction.processRequestLine('GET / HTTP/1.1')
  await transaction.processRequestHeaders()
  return transaction
}

async function ended(transaction: Transaction): Promise<void> {
  await transaction.processLogging()
  transaction.close()
}

const ip = (transaction: Transaction): Record<string, string> =>
  Object.fromEntries(transaction.variable('IP').map(({ key, value }) => [key, value]))

/** What engines make of stores. */
export const engineCases: readonly (readonly [string, (t: Test) => Promise<void>])[] = [
  [
    'transactions that begin the same record at a time are all counted',
    async (t) => {
      let now = 1_000_000_000
      const clock = { now: () => now * 1e6, localOffset: () => 0 }
      const engine = createEngine(program(opening), { clock })
      const many = await Promise.all(Array.from({ length: 50 }, () => begun(engine)))
      for (const transaction of many) {
        t.match(ip(transaction), { N: '1', IS_NEW: '1', UPDATE_COUNTER: '0' })
        now++
        await ended(transaction)
      }
      const after = await begun(engine)
      t.match(ip(after), { N: '51', UPDATE_COUNTER: '50', CREATE_TIME: '1000000000', UPDATE_RATE: '60' })
      t.notMatch(ip(after), { IS_NEW: '1' })
    },
  ],
  [
    'a counter whose time has come begins again, and lives on',
    async (t) => {
      let now = 1_000_000_000
      const clock = { now: () => now * 1e6, localOffset: () => 0 }
      const expiring = 'SecRule IP:n "@eq 1" "id:2,phase:1,pass,nolog,expirevar:ip.n=10"'
      const engine = createEngine(program(opening, expiring), { clock })
      const counts: unknown[] = []
      for (const wait of [1, 5, 20, 1, 1]) {
        const transaction = await begun(engine)
        counts.push(ip(transaction).N)
        await ended(transaction)
        now += wait
      }
      t.same(counts, ['1', '2', '3', '1', '2'])
    },
  ],
  [
    'a record that could not be loaded is not put back to its beginning',
    async (t) => {
      const errors: string[] = []
      const memory = new MemoryStore()
      let isDown = false
      const store: Store = {
        load: async (...key) => {
          if (isDown) throw new Error('no answer')
          return memory.load(...key)
        },
        update: (...change) => memory.update(...change),
        remove: (...key) => memory.remove(...key),
        close: () => {},
      }
      const engine = createEngine(program(opening), { store, logger: { log: () => {}, error: (e) => errors.push(e) } })
      for (const down of [false, false, true, false]) {
        isDown = down
        await ended(await begun(engine))
      }
      t.match(errors, ['cannot load ip 192.0.2.7: Error: no answer'])
      t.match(ip(await begun(engine)), { N: '5', UPDATE_COUNTER: '4' })
    },
  ],
  [
    'a reload never changes the rules of a transaction under way',
    async (t) => {
      const rulesets = [1, 2, 3, 4, 5].map((k) =>
        program(...[1, 2, 3, 4, 5].map((phase) => `SecAction "id:${k * 10 + phase},phase:${phase},pass"`)),
      )
      const engine = createEngine(rulesets[0]!)
      // A fixed sequence, so that a failure comes again.
      let seed = 7
      const random = (below: number): number => {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
        return seed % below
      }
      const wait = async (): Promise<void> => {
        for (let turns = random(4); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve))
      }
      let reloads = 0
      const run = async (): Promise<string> => {
        const transaction = await begun(engine)
        for (const step of [
          () => transaction.processRequestBody(),
          () => transaction.processResponseHeaders(200, '1.1'),
          () => transaction.processResponseBody(),
          () => transaction.processLogging(),
        ]) {
          await wait()
          if (random(8) === 0) {
            reloads++
            engine.reload(rulesets[random(5)]!)
          }
          await step()
        }
        const ids = transaction.matchedRules.map(({ id }) => id).join()
        transaction.close()
        return ids
      }
      const found = await Promise.all(Array.from({ length: 300 }, () => wait().then(run)))
      const whole = [1, 2, 3, 4, 5].map((k) => [1, 2, 3, 4, 5].map((phase) => k * 10 + phase).join())
      t.same(
        found.filter((ids) => !whole.includes(ids)),
        [],
      )
      t.ok(new Set(found).size > 1)
      t.comment(`${found.length} transactions, ${reloads} reloads`)
    },
  ],
]
