import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { Serving, secrule } from '../cli/secrule-process.js'
import { ScriptedServer } from './scripted-server.js'

const crs = '../shared/crs'
const isProof = process.env.SECRULE_PROOF === '1'
const skip = existsSync(`${crs}/tests`) ? false : 'no ../shared/crs beside the project'
const crsRules = ['--rules', `${crs}/ftw-base.conf`, `${crs}/crs-setup.conf.example`, `${crs}/rules/*.conf`]
const exceptions = 'test/ftw/exceptions.json'
/** Two tests that hold for a server that does as httpd: CONNECT is forwarded, repeated headers are joined. */
const mannered = ['920100-4', '920620-1']
const small = ['--rules', 'test/ftw/small.conf']
const sampleSize = 400

const folder = mkdtempSync(join(tmpdir(), 'secrule-ftw-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
t.setTimeout(3_000_000)

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

interface Outcome {
  readonly tests: number
  readonly passed: number
  readonly failed: number
  readonly ignored: number
  readonly stale: number
  readonly milliseconds: number
  readonly unknownOverrides: readonly string[]
  readonly coverage: readonly { id: number; file: string; line: number; tried: number; matched: number }[] | null
  readonly results: readonly {
    readonly id: string
    readonly verdict: string
    readonly alone?: string
    readonly stages?: readonly { request: string; wrong: readonly string[]; backendLog?: readonly string[] }[]
  }[]
}

/** Runs `secrule test` and reads its report. */
async function outcome(args: readonly string[]): Promise<Outcome & { readonly code: number | null }> {
  const { code, out, err } = await secrule(['test', '--format', 'json', ...args])
  if (out === '') throw new Error(`no report, but: ${err}`)
  return { code, ...(JSON.parse(out) as Outcome) }
}

const idsOf = ({ results }: Outcome, verdict: string): string[] =>
  results.filter((each) => each.verdict === verdict).map(({ id }) => id)
const inWords = ({ tests, passed, failed, ignored, milliseconds }: Outcome): string =>
  `${tests} tests, ${passed} passed, ${failed} failed, ${ignored} excused, ${(milliseconds / 1000).toFixed(1)} s`

/** The tests that CRS's readme names as the web server's own answer, written there as `920100-2, -5, …`. */
function webServerTests(): string[] {
  const text = readFileSync(`${crs}/README.md`, 'utf8')
  const list = /before any rule runs: ([\d,\s-]+)\./.exec(text)?.[1] ?? ''
  let rule = ''
  return list.split(/,\s*/).map((name) => {
    const [given, test] = name.trim().split('-')
    if (given !== '') rule = given ?? ''
    return `${rule}-${test}`
  })
}

/** The same choice in every run. */
function sampleOf(ids: readonly string[], size: number): string[] {
  let state = 20_260_101
  const ranked = ids.map((id) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return [state, id] as const
  })
  return ranked
    .sort(([a], [b]) => a - b)
    .slice(0, size)
    .map(([, id]) => id)
}

const only = (ids: readonly string[]): string[] => ['--include', `^(?:${ids.join('|')})$`]

t.test("CRS's own tests", { skip }, async (t) => {
  const whole = await outcome([`${crs}/tests`, '--overrides', exceptions, ...crsRules])
  t.comment(`in process: ${inWords(whole)}`)
  t.equal(whole.tests, 3855)
  t.equal(whole.code, 0)
  t.same(idsOf(whole, 'failed'), [])
  t.same(idsOf(whole, 'stale'), [], 'no test is excused that passes')
  t.same(whole.unknownOverrides, [])
  const excused = webServerTests()
  t.equal(excused.length, 20)
  t.same(idsOf(whole, 'ignored').sort(), excused.sort(), 'excused is what CRS names, and nothing else')
  const load = loadavg()[0] ?? 0
  if (load < 2 * availableParallelism()) t.ok(whole.milliseconds < 60_000, 'that is less than a minute')
  else t.comment(`the machine is busy (load ${load.toFixed(1)}), so the time is not judged`)

  const named = [...Object.keys(JSON.parse(readFileSync(exceptions, 'utf8'))), ...mannered]
  const ids = whole.results.map(({ id }) => id)
  const sample = [...new Set([...named, ...sampleOf(ids, sampleSize)])].slice(0, sampleSize)
  const chosen = isProof ? [] : only(sample)
  const wire = await outcome([`${crs}/tests`, '--serve', ...crsRules, ...chosen])
  t.comment(`over sockets (--serve)${isProof ? '' : ', a sample'}: ${inWords(wire)}`)
  t.equal(wire.tests, isProof ? 3855 : sampleSize)
  t.same([wire.code, wire.passed], [0, wire.tests], 'all pass, the broken requests too')
  t.same(idsOf(wire, 'failed'), [])

  const ownWay = await outcome([`${crs}/tests`, '--serve', '--server', 'secrule', ...crsRules, ...only(mannered)])
  t.same(idsOf(ownWay, 'failed').sort(), mannered, '`secrule serve` by itself refuses CONNECT and keeps both headers')

  const backend = new Serving(['reflect', '--listen', '127.0.0.1:0'])
  t.teardown(() => backend.stop())
  const [, upstream = ''] = await backend.until(/listens on (http:\S+)/)
  const log = join(folder, 'error.log')
  const config = file('serve.yaml', 'connect: forward\nrepeatedHeaders: join\n')
  const place = ['--upstream', upstream, '--listen', '127.0.0.1:0', '--error-log', log]
  const serve = ['serve', '--config', config, ...place, ...crsRules]
  const proxy = new Serving(serve)
  t.teardown(() => proxy.stop())
  const [, url = ''] = await proxy.until(/listens on (http:\S+)/)
  const some = isProof ? [] : only(sample.slice(0, 80))
  const remote = await outcome([`${crs}/tests`, '--url', url, '--log', log, ...some])
  t.comment(`against secrule serve, by markers in its log${isProof ? '' : ', a sample'}: ${inWords(remote)}`)
  t.equal(remote.tests, isProof ? 3855 : 80)
  t.same([remote.code, remote.passed], [0, remote.tests])
  t.same(idsOf(remote, 'failed'), [])

  if (!isProof) return t.comment('go-ftw itself runs with SECRULE_PROOF=1 only')
  goFtw(t, url, log)
})

/** The real go-ftw against our server, where it is installed. */
function goFtw(t: Test, url: string, log: string): void {
  const { error } = spawnSync('go-ftw', ['--version'], { stdio: 'ignore' })
  if (error !== undefined) {
    t.comment('skipped: the real go-ftw was not run, there is no command `go-ftw` on the PATH')
    return
  }
  const { hostname, port } = new URL(url)
  const config = file(
    'ftw.yaml',
    [
      `logfile: ${JSON.stringify(log)}`,
      'testoverride:',
      '  input:',
      `    dest_addr: ${JSON.stringify(hostname)}`,
      `    port: ${port}`,
      '',
    ].join('\n'),
  )
  let output = ''
  let code = 0
  try {
    const args = ['run', '--config', config, '--dir', `${crs}/tests/regression/tests`, '--show-failures-only']
    output = execFileSync('go-ftw', args, { encoding: 'utf8', stdio: 'pipe', timeout: 1_800_000 })
  } catch (error) {
    const failure = error as { status: number | null; stdout: string; stderr: string }
    code = failure.status ?? -1
    output = `${failure.stdout}${failure.stderr}`
  }
  for (const line of output.trim().split('\n').slice(-12)) t.comment(`go-ftw: ${line}`)
  t.equal(code, 0, 'go-ftw is content')
}

t.test('the same tests give the same in process and over sockets', async (t) => {
  for (const way of [[], ['--serve']]) {
    const { code, tests, passed, results } = await outcome(['test/ftw/suite/passing.yaml', ...way, ...small])
    t.same([code, tests, passed], [0, 11, 11], way.join(''))
    t.ok(results.every(({ stages }) => stages === undefined))
  }
})

t.test('requests are built as go-ftw does', async (t) => {
  const expected = JSON.parse(readFileSync('test/ftw/requests.json', 'utf8')) as Record<string, string>
  const { results } = await outcome(['test/ftw/suite/requests.yaml', '--explain', ...small])
  t.equal(results.length, Object.keys(expected).length)
  for (const { id, stages } of results) {
    const shown = (expected[id] ?? '').replaceAll('\r', '\\r').replaceAll('\n', '\\n').replaceAll('\t', '\\t')
    t.equal(stages?.[0]?.request, shown, id)
  }
})

t.test('failures are told in full', async (t) => {
  const failing = 'test/ftw/suite/failing.yaml'
  const { code, out, err } = await secrule(['test', failing, ...small])
  t.equal(code, 1)
  t.equal(err, '', 'no progress in a pipe')
  t.match(out, /^5 tests in \d+\.\d s: 1 passed, 4 failed$/m)
  const first = out.slice(0, out.indexOf('\n\nFAILED 20-2'))
  t.match(first, /^FAILED 20-1 test\/ftw\/suite\/failing\.yaml\n {2}everything that can be wrong\n/)
  t.match(first, '\n    POST /?q=note HTTP/1.1\n')
  t.match(first, '\n    X-Odd: a\\tb\\x01<&"\'\n')
  t.match(first, '\n\n    first=1%0Asecond\n')
  t.match(first, '\n  expected: status 403, a response that fits teapot, only 10 logged, not logged 11,')
  t.match(first, '\n  answer: status 200\n  logged: 11\n')
  t.same(
    [...first.matchAll(/^ {2}wrong: (.*)$/gm)].map(([, text]) => text),
    [
      'status 200 instead of 403',
      'nothing in the response fits teapot',
      'rule 10 was not logged',
      'rule 11 was logged',
      'no log line fits never',
      'a log line fits Noted',
      '1 rule logged instead of just one, 10',
    ],
  )
  const alone = `secrule test ${failing} --include '^20-1$' --rules test/ftw/small.conf --explain`
  t.ok(first.endsWith(`  alone: ${alone}`))

  const repeated = await secrule(['test', failing, '--include', '^20-1$', ...small, '--explain'])
  t.equal(repeated.code, 1)
  t.match(repeated.out, /explained:\n {4}passed {2}POST \/\?q=note HTTP\/1\.1/)
  t.match(repeated.out, /rule 11 +Noted\n[\s\S]*@contains note matched/)
  const served = await secrule(['test', failing, '--include', '^20-5$', '--serve', ...small, '--explain'])
  t.match(served.out, /explained:\n {4}passed {2}GET \/status\/404 HTTP\/1\.1/)
  const told = await outcome(['test/ftw/suite/passing.yaml', '--include', '^10-5$', '--serve', '--explain', ...small])
  t.same(told.results[0]?.stages?.[0]?.backendLog, ['told'])
})

t.test('overrides', async (t) => {
  const overrides = ['--overrides', 'test/ftw/overrides.yaml']
  const here = await outcome(['test/ftw/suite/failing.yaml', ...overrides, ...small])
  t.same([here.code, here.passed, here.ignored, here.stale, here.unknownOverrides], [0, 1, 3, 1, ['99-1']])
  t.same(idsOf(here, 'stale'), ['20-4'])
  const wire = await outcome(['test/ftw/suite/failing.yaml', ...overrides, '--serve', ...small])
  t.same([wire.code, wire.ignored, idsOf(wire, 'failed')], [1, 2, ['20-3']], 'one holds in process only')
  const { out } = await secrule(['test', 'test/ftw/suite/failing.yaml', ...overrides, ...small])
  t.match(out, 'excused for nothing 20-4 passes as it is written (passes all the same)\nexcused but not there 99-1\n')
  const part = await outcome(['test/ftw/suite/failing.yaml', ...overrides, '--include', '^20-[15]$', ...small])
  t.same([part.tests, part.unknownOverrides], [2, []])
  const wrong: readonly (readonly [string, string])[] = [
    ['20-1: {ignored: true}', 'there must be a `reason`'],
    ['20-1: {reason: x}', 'either `ignored: true` or `expect`'],
    ['20-1: {ignored: true, expect: {status: 1}, reason: x}', 'either `ignored: true` or `expect`'],
    ['20-1: {ignored: true, only: here, reason: x}', '`only` is process or wire'],
    ['20-1: {expects: {}, reason: x}', 'did you mean `expect`'],
    ['20-3: {expect: {status: 200}, reason: x}', '20-3 has 2 stages, and its override 1 outputs'],
  ]
  await Promise.all(
    wrong.map(async ([text, message], at) => {
      const path = file(`overrides-${at}.yaml`, text)
      const { code, err } = await secrule(['test', 'test/ftw/suite/failing.yaml', '--overrides', path, ...small])
      t.equal(code, 2, text)
      t.match(err, message)
    }),
  )
})

t.test('reports for programs', async (t) => {
  const args = ['test/ftw/suite/failing.yaml', '--overrides', 'test/ftw/overrides.yaml', '--serve', ...small]
  const tap = await secrule(['test', ...args, '--format', 'tap', '--coverage'])
  t.equal(tap.code, 1)
  t.same(
    tap.out.split('\n').filter((line) => /^(?:not )?ok|^1\.\.|^TAP/.test(line)),
    [
      'TAP version 14',
      'not ok 1 - 20-1 # TODO a test of the report',
      'not ok 2 - 20-2 # TODO holds on two lines',
      'not ok 3 - 20-3',
      'ok 4 - 20-4 # TODO passes all the same',
      'ok 5 - 20-5',
      '1..5',
    ],
  )
  t.match(tap.out, /^ {2}message: "there was no usable answer: .*"$/m)
  t.match(tap.out, /^# coverage: 15 rules: 14 tried, 4 matched, 10 tried but never matched, 1 never tried$/m)
  const junit = await secrule(['test', 'test/ftw/suite/failing.yaml', ...small, '--format', 'junit'])
  t.equal(junit.code, 1)
  t.match(
    junit.out,
    /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites tests="5" failures="4" errors="0" skipped="0" time="/,
  )
  t.match(junit.out, /<testsuite name="test\/ftw\/suite\/failing\.yaml" tests="5" failures="4"/)
  t.match(junit.out, "X-Odd: a\\tb\\x01&lt;&amp;&quot;'")
  t.notMatch(junit.out, /[\x00-\x09\x0b-\x1f]/)
  t.equal(junit.out.match(/<failure /g)?.length, 4)
  const skipped = await secrule(['test', ...args, '--format', 'junit'])
  t.equal(skipped.out.match(/<skipped /g)?.length, 2)
  t.match(skipped.out, '<property name="excused but not there" value="99-1"/>')
})

t.test('coverage', async (t) => {
  const tests = ['test/ftw/suite/passing.yaml', ...small]
  for (const way of [[], ['--serve'], ['--jobs', '2', 'test/ftw/suite/failing.yaml']]) {
    const { coverage } = await outcome([...way, ...tests, '--coverage'])
    const rule = (id: number) => coverage?.find((each) => each.id === id)
    t.equal(coverage?.length, 15, 'links of chains are no rules of their own')
    t.same([rule(41)?.tried === 0, rule(41)?.matched], [false, 0], 'tried, never matched')
    t.same([rule(51)?.tried, rule(51)?.matched], [0, 0], 'skipped, never tried')
    t.ok((rule(30)?.matched ?? 0) >= 12 && rule(30)?.matched === rule(30)?.tried, `${way.join(' ')}: always matched`)
    t.ok((rule(10)?.matched ?? 0) >= 1)
  }
  const { out } = await secrule(['test', ...tests, '--coverage'])
  t.match(out, /^coverage: 15 rules: 14 tried, 11 matched, 3 tried but never matched, 1 never tried$/m)
  t.match(out, /^never tried:\n {2}51 test\/ftw\/small\.conf:21$/m)
})

t.test('answers of all kinds, and logs of other servers', async (t) => {
  const log = join(folder, 'other.log')
  const server = new ScriptedServer(log)
  const url = await server.listen()
  t.teardown(() => server.close())
  const result = await outcome(['test/ftw/answers.yaml', '--url', url, '--log', log, '--timeout', '1'])
  t.same(
    result.results.filter(({ verdict }) => verdict !== 'passed').map(({ id, stages }) => [id, stages?.[0]?.wrong]),
    [],
    `${result.tests} tests`,
  )
  const other = file('empty.log', '')
  const lost = await secrule(['test', 'test/ftw/answers.yaml', '--url', url, '--log', other])
  t.equal(lost.code, 2)
  t.match(lost.err, 'no marker shows up in')
})

t.test('what cannot be done is said', async (t) => {
  const cases = JSON.parse(readFileSync('test/ftw/broken-files.json', 'utf8')) as [string, string][]
  mkdirSync(join(folder, 'broken'))
  const paths = cases.map(([text], at) => file(`broken/${100 + at}.yaml`, text))
  const broken = await secrule(['test', join(folder, 'broken'), 'test/ftw/suite/passing.yaml', ...small])
  t.equal(broken.code, 2)
  t.match(broken.out, `11 passed, 0 failed, ${cases.length} files unusable`, 'the other files are run')
  const said = broken.err.split('\n')
  for (const [at, [, message]] of cases.entries()) {
    const line = said.find((each) => each.includes(paths[at] ?? ''))
    t.ok(line?.includes(message), `${message}: ${line}`)
  }
  const [tap, junit] = await Promise.all(
    ['tap', 'junit'].map((format) => secrule(['test', join(folder, 'broken'), ...small, '--format', format])),
  )
  t.equal(tap?.out.match(/^not ok \d+ - the file can be used$/gm)?.length, cases.length)
  t.match(junit?.out, `errors="${cases.length}"`)
  const tests = 'test/ftw/suite/passing.yaml'
  const calls: readonly (readonly [readonly string[], string])[] = [
    [[], 'which tests?'],
    [['no-such-file.yaml'], 'there is no such file or folder'],
    [['docs', ...small], 'docs holds no .yaml file'],
    [[tests, '--include', '^99', ...small], 'no test was run'],
    [[tests, '--include', '(', ...small], 'Invalid regular expression'],
    [[tests, '--jobs', '0'], 'write a number, 1 or more'],
    [[tests, '--log', 'x'], '--log is the log of the server at --url'],
    [[tests, '--url', 'http://127.0.0.1:1'], 'Give the error log'],
    [[tests, '--url', 'http://127.0.0.1:1', '--log', 'no-such.log'], 'cannot read no-such.log'],
    [[tests, '--url', 'ftp://x', '--log', tests], '--url takes http://host:port'],
    [[tests, '--url', 'http://127.0.0.1:1', '--log', tests, ...small], '--rules does not go together with --url'],
    [[tests, '--url', 'http://127.0.0.1:1', '--log', tests, '--explain'], '--explain does not go together'],
  ]
  await Promise.all(
    calls.map(async ([args, message]) => {
      const { code, err } = await secrule(['test', ...args])
      t.equal(code, 2, args.join(' '))
      t.ok(err.includes(message), `${message}: ${err.trim()}`)
    }),
  )
  const parted = await outcome([...small, tests])
  t.equal(parted.tests, 11, 'tests may stand behind the list of rules')
})

t.test('unit tests of the starter rules', async (t) => {
  const files = readdirSync('corpus/starter/tests').filter((name) => name.endsWith('.yaml'))
  const result = await outcome(['corpus/starter/tests', '--coverage'])
  t.comment(`${inWords(result)} in ${files.length} files`)
  t.same([result.code, idsOf(result, 'failed')], [0, []])
  t.ok(result.tests >= files.length)
  const wire = await outcome(['corpus/starter/tests', '--serve'])
  t.same([wire.code, wire.passed], [0, result.tests], 'and over sockets')
})
