import { readFileSync } from 'node:fs'
import { MemoryStore, RemoteStores, type StoreCall } from '@secrule/store'
import t from 'tap'
import { engineCases } from './engine-cases.js'
import { fileCases } from './file-cases.js'
import { type StoreCase, storeFault } from './store-case.js'
import { remoteOf, storeKinds } from './store-kinds.js'

t.setTimeout(300_000)
const cases = JSON.parse(readFileSync('packages/store/test/store-cases.json', 'utf8')) as StoreCase[]

t.test('every store passes the same cases', async (t) => {
  let runs = 0
  for (const kind of storeKinds) {
    for (const test of cases) {
      t.equal(await storeFault(test, kind), null, `${kind.name}: ${test.name}`)
      runs++
    }
  }
  t.equal(runs, cases.length * storeKinds.length)
  t.comment(`${cases.length} cases against ${storeKinds.length} kinds of store`)
})

t.test('a case can fail', async (t) => {
  const [kind] = storeKinds
  const wrong: StoreCase = { name: 'wrong', steps: [{ load: 'a', gives: { x: '1' } }] }
  t.match(await storeFault(wrong, kind!), /^step 1: null instead of/)
})

t.test('no update of many at a time is lost', async (t) => {
  const [clients, each] = [4, 250]
  for (const kind of storeKinds.filter(({ name }) => !name.includes('again'))) {
    const stage = await kind.begin(() => 1000, {})
    const store = await stage.store()
    const users = Array.from({ length: clients }, () => remoteOf(store))
    const updates = users.flatMap((user, client) =>
      Array.from({ length: each }, (_, turn) =>
        user.update(
          'ip',
          'a',
          [
            { kind: 'begin', name: 'update_counter', value: '0' },
            { kind: 'add', name: 'update_counter', amount: 1 },
            { kind: 'add', name: 'n', amount: turn % 2 === 0 ? 3n : -1 },
            { kind: 'set', name: `client_${client}`, value: String(turn) },
          ],
          2000,
        ),
      ),
    )
    await Promise.all(updates)
    const found = await store.load('ip', 'a')
    t.same([found?.get('update_counter'), found?.get('n')], [String(clients * each), String(clients * each)], kind.name)
    await stage.end()
  }
  t.comment(`${clients * each} updates of one record at a time`)
})

t.test('the store of another process', async (t) => {
  const calls: StoreCall[] = []
  const remote = new RemoteStores((call) => calls.push(call), { timeout: 30, calls: 3 })
  const store = remote.store('/var/lib/x')
  const silent = store.load('ip', 'a')
  await t.rejects(silent as Promise<unknown>, { message: /did not answer within 30 ms/ })
  t.match(calls, [{ kind: 'store-call', call: 'load', folder: '/var/lib/x', collection: 'ip', key: 'a' }])
  const tried = store.load('ip', 'b') as Promise<unknown>
  await t.rejects(store.load('ip', 'c') as Promise<unknown>, { message: 'the owner of the store does not answer' })
  t.equal(calls.length, 2, 'after a call that was given up one other is tried')
  remote.receive({ kind: 'store-reply', id: calls[1]!.id, record: [['x', '1']], error: null })
  t.same([...((await tried) as Map<string, string>)], [['x', '1']])
  const three = ['d', 'e', 'f'].map((key) => store.remove('ip', key) as Promise<unknown>)
  await t.rejects(store.load('ip', 'g') as Promise<unknown>, { message: /too many calls/ })
  remote.receive({ kind: 'store-reply', id: calls[2]!.id, record: null, error: 'no disk' })
  await t.rejects(three[0]!, { message: 'no disk' })
  const left = three.slice(1).map((call) => t.rejects(call, { message: 'the primary is gone' }))
  remote.disconnect('the primary is gone')
  await Promise.all(left)
  await t.rejects(store.update('ip', 'a', [], 0) as Promise<unknown>, { message: 'the primary is gone' })
  remote.receive({ kind: 'store-reply', id: calls[3]!.id, record: null, error: null })
  const failing = new RemoteStores(() => {
    throw new Error('the channel is closed')
  })
  await t.rejects(failing.store(null).load('ip', 'a') as Promise<unknown>, { message: 'the channel is closed' })
})

t.test('traffic cannot fill the memory', async (t) => {
  const store = new MemoryStore(() => 1000, { records: 100 })
  for (let i = 0; i < 10_000; i++) store.update('ip', `address ${i}`, [{ kind: 'set', name: 'x', value: '1' }], 2000)
  t.equal(store.evicted, 9_900)
  t.ok(store.load('ip', 'address 9999'))
})

for (const [name, run] of [...fileCases, ...engineCases]) t.test(name, run)
