import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { compile, createEngine, type Engine, type Transaction } from 'secrule'
import { createEngine as createAnywhere } from 'secrule/runtime'
import t, { type Test } from 'tap'
import { bytesOf, engineOf, joined, type RequestCase, runRequest } from './request-case.js'

// Whole requests through the engine: what is decoded, what is too large, what is called by a wrong name. Of each body
// that passes, the engine must give back the bytes as they were sent.

const folder = 'test/bodies/requests'
const proof = process.env.SECRULE_PROOF === '1'
let ran = 0
const prototypeNames = Object.getOwnPropertyNames(Object.prototype).sort()
let splits = 0

function verdict(transaction: Transaction, { expect }: RequestCase): Record<string, unknown> {
  const { interruption } = transaction
  const found: Record<string, unknown> = {}
  if (expect.denied !== undefined) found.denied = interruption && [interruption.status, interruption.ruleId]
  if (expect.message !== undefined) found.message = interruption?.message ?? transaction.matchedRules.at(-1)?.data
  for (const [name, wanted] of Object.entries(expect.variables ?? {})) {
    const members = transaction.variable(name)
    found[name] = Array.isArray(wanted)
      ? members.map(({ key, value }) => `${key}=${value}`)
      : members.map(({ value }) => value).join()
  }
  return found
}

function wanted({ expect }: RequestCase): Record<string, unknown> {
  const { denied, message, variables } = expect
  return { ...(denied !== undefined && { denied }), ...(message !== undefined && { message }), ...variables }
}

async function runCase(engine: Engine, item: RequestCase, test: Test): Promise<void> {
  const body = bytesOf(item)
  const name = JSON.stringify(item.name)
  const whole = await runRequest(engine, item, body.length === 0 ? [] : [body])
  test.same(verdict(whole, item), wanted(item), name)
  if (whole.interruption === null) {
    const forwarded = await joined(whole.requestBody())
    if (!forwarded.equals(body)) test.fail(`${name}: another request body is forwarded`)
    if (item.response !== undefined) {
      const given = await joined(whole.responseBody())
      const sent = bytesOf(item.response)
      test.ok(given.equals(sent.subarray(0, item.expect.forwarded ?? sent.length)), `${name}: the response goes on`)
    }
  }
  whole.close()
  // cut at every place, of long bodies at some
  const step = Math.max(1, Math.floor(body.length / (proof ? 2000 : 6)))
  for (let at = 1; at < body.length; at += step) {
    const cut = await runRequest(engine, item, [body.subarray(0, at), body.subarray(at)])
    const found = verdict(cut, item)
    if (JSON.stringify(found) !== JSON.stringify(wanted(item))) test.same(found, wanted(item), `${name}, cut at ${at}`)
    cut.close()
    splits++
  }
}

for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  t.test(file, async (test) => {
    const cases = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as RequestCase[]
    test.equal(new Set(cases.map(({ name }) => name)).size, cases.length, 'no name is used twice')
    const engines = new Map<string, Engine>()
    for (const item of cases) {
      const key = JSON.stringify([item.rules, item.dialect, item.limits, item.inflate])
      const engine = engines.get(key) ?? engineOf(item)
      engines.set(key, engine)
      await runCase(engine, item, test)
    }
    for (const engine of engines.values()) await engine.close()
    ran += cases.length
    test.comment(`${cases.length} cases`)
  })
}

t.test('with what platforms without Node have', async (test) => {
  const runtime = createAnywhere(compile({ text: 'Include corpus/recommended.conf', name: 'runtime.conf' }))
  const known = JSON.parse(readFileSync(`${folder}/content-encoding.json`, 'utf8')) as RequestCase[]
  let judged = 0
  for (const item of known) {
    if (item.rules !== undefined || item.dialect !== undefined || item.inflate === false) continue
    const codings = (item.headers ?? []).filter(([name]) => /^content-encoding$/i.test(name)).join()
    const body = bytesOf(item)
    const transaction = await runRequest(
      runtime,
      item,
      body.length === 0 ? [] : [body.subarray(0, 1), body.subarray(1)],
    )
    const denied = transaction.interruption?.ruleId ?? null
    const isKnown = !/\bbr\b/.test(codings) && !item.encode?.includes('raw-deflate')
    const wanted = !isKnown ? 200002 : (item.expect.denied?.[1] ?? null)
    test.equal(denied, wanted, JSON.stringify(item.name))
    if (denied === null && item.expect.variables?.ARGS) {
      const found = transaction.variable('ARGS').map(({ key, value }) => `${key}=${value}`)
      test.same(found, item.expect.variables.ARGS, `${JSON.stringify(item.name)}, arguments`)
    }
    transaction.close()
    judged++
  }
  test.comment(`${judged} requests judged alike, but that br and raw deflate are refused`)
  await runtime.close()
})

t.test('a service that fails is a failure of the engine', async (test) => {
  const program = compile({ text: 'Include corpus/recommended.conf', name: 'failing.conf' })
  const item: RequestCase = { name: 'failing', headers: [['Content-Encoding', 'gzip']], expect: {} }
  for (const [name, inflate] of [
    ['it throws', () => assert.fail('broken service')],
    ['it rejects', () => Promise.reject(new Error('broken service'))],
  ] as const) {
    const engine = createEngine(program, { inflate })
    const transaction = await runRequest(engine, item, [Buffer.from('x')])
    const { status, reason } = transaction.interruption ?? {}
    test.same([status, reason], [500, 'error'], name)
    transaction.close()
    await engine.close()
  }
})

t.test('count', (test) => {
  const object: object = {}
  test.notOk('polluted' in object || 'x' in object, 'no prototype was changed')
  test.same(Object.getOwnPropertyNames(Object.prototype).sort(), prototypeNames, 'nor given a name')
  test.ok(ran >= 200, `${ran} requests, ${splits} of them again in two pieces`)
  test.comment(`${ran} requests, ${splits} readings in two pieces gave the same`)
  test.end()
})
