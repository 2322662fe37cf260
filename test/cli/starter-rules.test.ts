import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compile, createEngine, type Engine, type Interruption } from 'secrule'
import t from 'tap'

const starter = 'corpus/starter/*.conf'
const folder = mkdtempSync(join(tmpdir(), 'secrule-starter-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

interface Message {
  readonly method: string
  readonly uri: string
  readonly httpVersion: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body?: string | { readonly base64: string }
}

interface WorkloadRequest extends Message {
  readonly id: string
  readonly response?: {
    readonly status: number
    readonly headers: readonly (readonly [string, string])[]
    readonly body?: Message['body']
  }
}

const bytesOf = (text: Message['body']): Buffer =>
  typeof text === 'object' ? Buffer.from(text.base64, 'base64') : Buffer.from(text ?? '', 'utf8')
const byteString = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

async function verdict(engine: Engine, request: WorkloadRequest): Promise<[Interruption | null, number[]]> {
  const transaction = engine.newTransaction()
  transaction.processConnection('198.51.100.7', 54321, '192.0.2.1', 443)
  transaction.processUri(byteString(request.uri), request.method, request.httpVersion)
  for (const [name, value] of request.headers) transaction.addRequestHeader(name, byteString(value))
  let stopped = await transaction.processRequestHeaders()
  const content = bytesOf(request.body)
  if (stopped === null && content.length > 0) stopped = await transaction.writeRequestBody(content)
  stopped ??= await transaction.processRequestBody()
  const { response } = request
  if (stopped === null && response !== undefined) {
    for (const [name, value] of response.headers) transaction.addResponseHeader(name, byteString(value))
    stopped = await transaction.processResponseHeaders(response.status, '1.1')
    const answer = bytesOf(response.body)
    if (stopped === null && answer.length > 0) stopped = await transaction.writeResponseBody(answer)
    stopped ??= await transaction.processResponseBody()
  }
  await transaction.processLogging()
  const ids = transaction.matchedRules.filter((rule) => rule.logged).map((rule) => rule.id)
  transaction.close()
  return [stopped, ids]
}

const host: [string, string][] = [
  ['Host', 'shop.example.com'],
  ['User-Agent', 'Mozilla/5.0'],
  ['Accept', '*/*'],
]

/** A value as it may come: in the query, in a form, in JSON. */
function carriers(value: string): WorkloadRequest[] {
  const get = { id: 'query', httpVersion: '1.1', method: 'GET', headers: host }
  const post = (type: string, content: string): WorkloadRequest => ({
    ...{ id: type, httpVersion: '1.1', method: 'POST', uri: '/send', body: content },
    headers: [...host, ['Content-Type', type], ['Content-Length', `${Buffer.byteLength(content)}`]],
  })
  return [
    { ...get, uri: `/find?text=${encodeURIComponent(value)}` },
    post('application/x-www-form-urlencoded', `text=${encodeURIComponent(value)}`),
    post('application/json', JSON.stringify({ text: value })),
  ]
}

t.test('starter rules', async (t) => {
  const problems: string[] = []
  const logger = { log: () => {}, error: (message: string) => problems.push(message) }
  const program = compile({ file: starter })
  const engine = createEngine(program, { logger })
  t.teardown(() => engine.close())

  const own = program.rules.filter((rule) => rule.id >= 1000 && rule.id <= 9999)
  t.ok(own.length >= 60 && own.length <= 100, `${own.length} rules of our own`)
  const others = program.rules.filter(
    (rule) => rule.id !== 0 && !own.includes(rule) && (rule.id < 200000 || rule.id > 200018 || rule.id === 200007),
  )
  t.same(others, [], 'all ids are in 1000 to 9999, but for the recommended settings')
  t.same(
    own.filter((rule) => rule.tags.length === 0).map((rule) => rule.id),
    [],
    'every rule has a tag',
  )

  t.test('values that must pass and values that must not', async (t) => {
    let ran = 0
    for (const [name, isHostile] of [
      ['honest', false],
      ['hostile', true],
    ] as const) {
      const values = JSON.parse(readFileSync(`test/cli/${name}-values.json`, 'utf8')) as string[]
      const wrong: string[] = []
      for (const value of values) {
        for (const request of carriers(value)) {
          ran++
          const [stopped, ids] = await verdict(engine, request)
          const isRight = isHostile ? stopped !== null : ids.length === 0
          if (!isRight) wrong.push(`${request.id} ${JSON.stringify(value)}: ${ids.join(' ') || 'nothing matched'}`)
        }
      }
      t.same(wrong, [], `${values.length} ${name} values, each in query, form and JSON`)
    }
    t.comment(`${ran} requests`)
  })

  t.test('settings and exceptions of a site', async (t) => {
    const site = file(
      'site.conf',
      [
        'SecAction "id:100,phase:1,pass,nolog,setvar:tx.paranoia=2,setvar:tx.inbound_threshold=10"',
        `Include ${process.cwd()}/${starter}`,
        'SecRuleUpdateTargetByTag "attack/xss" "!ARGS:article"',
        '',
      ].join('\n'),
    )
    const strict = createEngine(compile({ file: site }), { logger })
    const ask = (uri: string) => verdict(strict, { id: uri, method: 'GET', uri, httpVersion: '1.1', headers: host })
    t.same(await ask('/?x=../a'), [null, [1901, 9001]], 'paranoia 2 sees more, the threshold of 10 lets it in')
    t.same(await ask('/?article=%3Cscript%3E%3C/script%3E'), [null, []], 'the editor may post HTML')
    t.ok((await ask('/?other=%3Cscript%3Ealert(1)%3C/script%3E'))[0] !== null, 'others may not')
    await strict.close()
    for (const level of [3, 4]) {
      const text = `SecAction "id:100,phase:1,pass,nolog,setvar:tx.paranoia=${level}"\nInclude ${process.cwd()}/${starter}\n`
      const own = createEngine(compile({ file: file(`level${level}.conf`, text) }), { logger })
      const [, ids] = await verdict(own, {
        id: '',
        method: 'GET',
        uri: '/?x=%01%3C',
        httpVersion: '1.1',
        headers: host,
      })
      t.equal(ids.includes(1931), true, `paranoia ${level} has the rules of level 3`)
      t.equal(ids.includes(1961), level === 4, `and ${level === 4 ? '' : 'not '}those of level 4`)
      await own.close()
    }
  })

  const shared = '../shared/bench/workload'
  t.test('workload', { skip: existsSync(shared) ? false : `${shared} is not there` }, async (t) => {
    const read = (name: string) =>
      (JSON.parse(readFileSync(`${shared}/${name}.json`, 'utf8')) as { requests: WorkloadRequest[] }).requests
    const attacks = read('attack')
    const missed: string[] = []
    for (const request of attacks) {
      const [stopped] = await verdict(engine, request)
      if (stopped === null) missed.push(request.id)
    }
    t.equal(attacks.length, 79)
    t.ok(
      missed.length <= 9,
      `${attacks.length - missed.length} of ${attacks.length} attacks stopped; not: ${missed.join(' ')}`,
    )
    const benign = read('benign')
    const stoppedIds: string[] = []
    const matched: string[] = []
    for (const request of benign) {
      const [stopped, ids] = await verdict(engine, request)
      if (stopped !== null) stoppedIds.push(request.id)
      else if (ids.length > 0) matched.push(`${request.id}: ${ids.join(' ')}`)
    }
    t.equal(benign.length, 63)
    t.same(stoppedIds, ['resp-card-number'], 'of the benign ones only the receipt with a card number is stopped')
    t.same(matched, [], 'and no rule matches in the others')
  })
  t.same(problems, [], 'and the engine had no trouble with any of it')
})
