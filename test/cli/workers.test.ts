import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createListener } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compile, encodeBundle } from 'secrule'
import t from 'tap'
import { request, underLoad } from './load.js'
import { type Serving, secrule, startServing } from './secrule-process.js'

t.setTimeout(600_000)
const folder = mkdtempSync(join(tmpdir(), 'secrule-workers-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

/** Answers after as many milliseconds as `?wait=` says. */
const site = createServer((message, response) => {
  const wait = /[?&]wait=(\d+)/.exec(message.url ?? '')?.[1]
  setTimeout(() => response.end('hello'), Number(wait ?? 0))
})
await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
t.teardown(() => {
  site.close()
  site.closeAllConnections()
})
const upstream = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

let files = 0
function file(content: string, name = `rules-${++files}.conf`): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function serving(rules: string, ...more: readonly string[]): Promise<{ serving: Serving; url: string }> {
  const started = await startServing(['--rules', rules, '--upstream', upstream, ...more])
  const { child } = started.serving
  t.teardown(() => {
    if (child.exitCode === null) child.kill('SIGKILL')
  })
  return started
}

/** The processes that a process has started. */
function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
}

/** The workers that began to serve, in that order. */
function servingIn(said: string): readonly number[] {
  return [...said.matchAll(/worker (\d+) serves\n/g)].map(([, pid]) => Number(pid))
}

const hasProc = existsSync(`/proc/${process.pid}/task/${process.pid}/children`)
if (!hasProc) t.comment('skipped: the processes of workers are found by /proc only')

const counting = (data: string): string =>
  [
    'SecRuleEngine On',
    `SecDataDir ${data}`,
    'SecAction "id:1,phase:1,pass,nolog,initcol:ip=%{REMOTE_ADDR},initcol:global=all,setvar:global.n=+1"',
    'SecRule REQUEST_URI "@beginsWith /count" "id:2,phase:1,pass,log,msg:\'count %{global.n}.\'"',
    'SecRule ARGS:q "@contains attack" "id:10,phase:2,deny,status:406"',
  ].join('\n')

t.test('a worker is killed under load', { skip: !hasProc }, async (t) => {
  const data = join(folder, 'data')
  mkdirSync(data)
  const rules = file(counting(data))
  const { serving: server, url } = await serving(rules, '--workers', '2')
  t.match(server.said, /, 2 workers/)
  const primary = server.child.pid!
  t.equal(childrenOf(primary).length, 3, 'two, and one that stands by')
  let killedAt = 0
  let replacedIn = 0
  const outcomes = await underLoad(`${url}/?q=hello&wait=5`, 8, async () => {
    await pause(700)
    const [victim] = servingIn(server.said)
    const before = childrenOf(primary)
    killedAt = performance.now()
    process.kill(victim!, 'SIGKILL')
    await server.until(new RegExp(`worker ${victim} died \\(SIGKILL\\); another one starts( in \\d+ ms)?\\n`))
    await server.until(/(?:[\s\S]*?worker \d+ serves\n){3}/)
    replacedIn = performance.now() - killedAt
    t.ok(before.includes(servingIn(server.said)[2]!), 'the one that stood by took its place, no start was waited for')
    await pause(300)
  })
  const failed = outcomes.filter(({ status }) => status !== 200)
  t.ok(failed.length <= 8, 'only what the dead worker was inspecting is refused')
  t.same(
    failed.filter(({ status, began }) => began > killedAt + 100 || status !== 500),
    [],
    'with an answer; and nothing that came later',
  )
  t.comment(
    `${outcomes.length} requests, ${failed.length} refused since their worker died, replaced in ${Math.round(replacedIn)} ms`,
  )

  // Each request is counted once, whichever worker had it. Those of the dead one may have been answered and not stored.
  const counted = async (at: string, said: () => string): Promise<number> => {
    await pause(1_000)
    const counts = (): readonly RegExpMatchArray[] => [...said().matchAll(/\[msg "count (\d+)\."\]/g)]
    const before = counts().length
    t.equal((await request(`${at}/count`)).status, 200)
    for (let wait = 0; wait < 500 && counts().length === before; wait++) await pause(20)
    return Number(counts()[before]?.[1])
  }
  const count = await counted(url, () => server.said)
  const answered = outcomes.length - failed.length
  t.ok(count > answered - 8 && count <= outcomes.length + 1, `${count} after ${answered} requests that were answered`)
  t.equal((await request(`${url}/?q=attack`)).status, 406)

  process.kill(primary, 'SIGKILL')
  await new Promise((resolve) => (server.child.exitCode !== null ? resolve(null) : server.child.on('exit', resolve)))
  const again = await serving(rules, '--workers', '1')
  const later = await counted(again.url, () => again.serving.said)
  t.ok(later >= count && later <= count + 3, `${later} when the primary was killed too, and all began anew`)
  t.equal(await again.serving.stop(), 0)
})

for (const workers of [null, '2']) {
  t.test(`reload under load, ${workers ?? 'no'} workers`, async (t) => {
    const ruleset = (k: number): string =>
      [
        'SecRuleEngine On\nSecRequestBodyAccess On\nSecResponseBodyAccess On\nSecResponseBodyMimeType null text/html',
        `SecServerSignature ruleset-${k}`,
        `SecAuditEngine On\nSecAuditLog ${join(folder, `audit-${workers}.log`)}\nSecAuditLogFormat JSON\nSecAuditLogParts AHZ`,
        ...[1, 2, 3, 4, 5].map(
          (phase) => `SecAction "id:${k * 100 + phase},phase:${phase},pass,log,msg:'ruleset ${k}'"`,
        ),
      ].join('\n')
    const rules = file(ruleset(1))
    const log = join(folder, `error-${workers}.log`)
    const more = workers === null ? [] : ['--workers', workers]
    const { serving: server, url } = await serving(rules, '--error-log', log, ...more)
    const text = (): string => readFileSync(log, 'latin1')
    const outcomes = await underLoad(`${url}/?wait=30`, 6, async () => {
      for (let k = 1; k <= 6; k++) {
        if (k > 1) {
          writeFileSync(rules, ruleset(k))
          server.child.kill('SIGHUP')
        }
        await server.until(new RegExp(`(?:[\\s\\S]*?rules reloaded: 5 rules){${k - 1}}`), text)
        await server.until(new RegExp(`msg "ruleset ${k}"`), text)
        await pause(100)
      }
    })
    t.ok(outcomes.every(({ status }) => status === 200))
    t.equal(await server.stop(), 0)
    const lines = text().trimEnd().split('\n')
    const whole =
      /^.*\[file "[^"]*"\] \[line "\d+"\] \[id "(\d)0(\d)"\].*\[msg "ruleset (\d)"\].*\[unique_id "([^"]+)"\].*$/
    const requests = new Map<string, string[]>()
    const broken: string[] = []
    for (const line of lines.filter(
      (each) => !/^(?:rules reloaded: 5 rules in \d+ ms|worker \d+ serves)$/.test(each),
    )) {
      const [, k, phase, message, id] = whole.exec(line) ?? []
      if (k === undefined || k !== message || line.split('unique_id').length !== 2) broken.push(line)
      else requests.set(id!, [...(requests.get(id!) ?? []), `${k}:${phase}`])
    }
    t.same(broken, [], `${lines.length} lines are whole`)
    const mixed = [...requests.values()].filter((seen) => {
      const k = seen[0]![0]
      return seen.join() !== [1, 2, 3, 4, 5].map((phase) => `${k}:${phase}`).join()
    })
    t.same(mixed, [], 'every request saw one ruleset in all its phases')
    t.equal(requests.size, outcomes.length)
    const masked = outcomes.filter(({ headers }) => {
      const [first = ''] = requests.get(String(headers['x-request-id'])) ?? []
      return headers.server !== `ruleset-${first[0]}`
    })
    t.same(masked, [], 'and the Server header is that of its ruleset')
    t.equal(new Set([...requests.values()].map(([first]) => first)).size, 6, 'all six were used')
    const audited = readFileSync(join(folder, `audit-${workers}.log`), 'utf8')
      .trimEnd()
      .split('\n')
    const entries = audited.map((line) => JSON.parse(line) as object)
    t.equal(entries.length, outcomes.length, 'and the audit log has a whole line for each')
    t.comment(`${outcomes.length} requests over 6 rulesets`)
  })

  t.test(`a reload that needs more, ${workers ?? 'no'} workers`, async (t) => {
    file(
      '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a" type="xs:int"/></xs:schema>',
      'a.xsd',
    )
    const plain = 'SecRuleEngine On\nSecRule ARGS:q "@streq attack" "id:1,phase:1,deny,status:406"\n'
    const rules = file(plain)
    const { serving: server, url } = await serving(rules, ...(workers === null ? [] : ['--workers', workers]))
    let times = 0
    const reload = async (text: string, says: RegExp): Promise<void> => {
      writeFileSync(rules, text)
      server.child.kill('SIGHUP')
      times++
      await server.until(new RegExp(`(?:[\\s\\S]*?rules (?:not )?reloaded){${times}}`))
      const last = [...server.said.matchAll(/^rules (?:not )?reloaded.*$/gm)].at(-1)?.[0]
      t.match(last, says)
    }
    await reload(`${plain}SecRule ARGS:p "@rx (a)\\1" "id:2,phase:1,deny,status:410"\n`, /^rules reloaded: 2 rules/)
    t.same([(await request(`${url}/?p=aa`)).status, (await request(`${url}/?p=ab`)).status], [410, 200], 'PCRE2')
    const schema = `SecRule XML "@validateSchema ${join(folder, 'a.xsd')}" "id:3,phase:2,deny,status:411"\n`
    const access = 'SecRequestBodyAccess On\nSecAction "id:4,phase:1,pass,nolog,ctl:requestBodyProcessor=XML"\n'
    await reload(`${plain}${access}${schema}`, /^rules reloaded: 3 rules/)
    const sent = await Promise.all(
      ['<a>1</a>', '<a>x</a>'].map(async (body) => {
        const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'text/xml' } })
        await response.text()
        return response.status
      }),
    )
    t.same(sent, [200, 411], 'libxml2')
    const missing = join(folder, 'none')
    const stays = /^rules not reloaded, the old ones stay: /
    const geo = `SecGeoLookupDb ${missing}\nSecRule REMOTE_ADDR "@geoLookup" "id:5,phase:1,deny"\n`
    await reload(`${plain}${geo}`, stays)
    await reload(`${counting(missing)}\n`, /the old ones stay: SecDataDir .*none cannot be used: there is no folder/)
    t.same(
      [(await request(`${url}/?q=attack`)).status, (await request(`${url}/?p=aa`)).status],
      [406, 200],
      'the rules before those that cannot be used are still there',
    )
    mkdirSync(missing)
    await reload(`${counting(missing)}\n`, /^rules reloaded: 3 rules/)
    t.equal((await request(`${url}/count`)).status, 200)
    await server.until(/msg "count 1\."/)
    rmSync(missing, { recursive: true })
    t.equal(await server.stop(), 0)
  })
}

t.test('signals: draining, a dead primary', { skip: !hasProc }, async (t) => {
  const rules = file('SecRuleEngine On\nSecRule ARGS:q "@contains attack" "id:10,phase:2,deny,status:406"\n')
  const first = await serving(rules, '--workers', '1')
  const slow = request(`${first.url}/?wait=1500`)
  await pause(400)
  const stopped = first.serving.stop()
  t.equal((await slow).status, 200, 'SIGTERM lets what is under way end')
  t.equal(await stopped, 0)
  t.equal((await request(first.url)).status, 'ECONNREFUSED')

  const second = await serving(rules, '--workers', '2')
  const [one] = servingIn(second.serving.said)
  process.kill(one!, 'SIGTERM')
  await second.serving.until(/(?:[\s\S]*?worker \d+ serves\n){3}/)
  await second.serving.until(new RegExp(`worker ${one} died \\(exit code 0\\); another one starts\n`))
  t.equal((await request(second.url)).status, 200)
  const workers = childrenOf(second.serving.child.pid!)
  second.serving.child.kill('SIGKILL')
  for (let wait = 0; wait < 500 && workers.some(isRunning); wait++) await pause(20)
  t.same(workers.filter(isRunning), [], 'workers without a primary end')
  t.equal((await request(second.url)).status, 'ECONNREFUSED')
})

function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}

t.test('a worker that dies again and again', { skip: !hasProc }, async (t) => {
  const rules = file('SecRuleEngine On\n')
  const { serving: server, url } = await serving(rules, '--workers', '1')
  await pause(1100)
  for (let deaths = 1; deaths <= 3; deaths++) {
    const worker = servingIn(server.said).at(-1)
    process.kill(worker!, 'SIGKILL')
    const when = deaths === 1 ? '' : ` in ${200 * 2 ** (deaths - 2)} ms`
    await server.until(new RegExp(`worker ${worker} died \\(SIGKILL\\); another one starts${when}\\n`))
    await server.until(new RegExp(`(?:[\\s\\S]*? serves\\n){${deaths + 1}}`))
  }
  t.equal((await request(url)).status, 200, 'the last one is on the port that the first one had')
  t.equal(await server.stop(), 0)
})

t.test('what cannot be started', async (t) => {
  const rules = file('SecRuleEngine On\n')
  const other = createListener().listen(0, '127.0.0.1')
  t.teardown(() => other.close())
  await new Promise((resolve) => other.once('listening', resolve))
  const taken = `127.0.0.1:${(other.address() as AddressInfo).port}`
  const table = [
    [['--workers', '0'], /must be a number from 1 to 256/],
    [['--workers', '1', '--listen', taken], /cannot listen on 127\.0\.0\.1:\d+: another program does/],
    [
      ['--workers', '2', '--rules', file(counting('/none/at/all'))],
      /SecDataDir \/none\/at\/all cannot be used: there is no/,
    ],
    [['--rules', file(counting('/none/at/all'))], /SecDataDir \/none\/at\/all cannot be used: there is no/],
    [['--config', file('workers: many\n', 'many.yaml')], /`workers` must be a number from 1 to 256/],
  ] as const
  for (const [args, says] of table) {
    const run = await secrule(['serve', '--rules', rules, '--upstream', upstream, '--listen', '127.0.0.1:0', ...args])
    t.equal(run.code, 2, args.join(' '))
    t.match(run.err, says)
  }
  t.comment(`${table.length} commands`)
})

t.test('the primary can ask its workers', async (t) => {
  const { WorkerPool } = await import(pathToFileURL('packages/cli/dist/serve/worker-pool.js').href)
  const bundle = encodeBundle(compile({ text: 'SecRuleEngine On\n' }))
  const engine = { allowPrograms: false, maskCredentials: false, onError: 'block' }
  const pool = new WorkerPool(2, {
    start: () => ({ bundle, errorLog: null, errorLogFormat: 'lines', engine, isCounted: true }),
    log: () => {},
    write: () => {},
    answerStore: () => Promise.reject(new Error('no store')),
  })
  await pool.start()
  const found = (await pool.gather('metrics')) as { pid: number; value: { name: string }[] }[]
  t.equal(new Set(found.map(({ pid }) => pid)).size, 2)
  t.ok(found.every(({ value }) => value.some(({ name }) => name === 'secrule_requests_total')))
  t.same(await pool.gather('nothing of the kind'), [])
  await pool.stop(true)
})
