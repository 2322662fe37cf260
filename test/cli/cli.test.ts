import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compile, createEngine, type Engine, type Interruption } from 'secrule'
import t from 'tap'

const command = 'packages/cli/bin/secrule.js'
const starter = 'corpus/starter/*.conf'
const folder = mkdtempSync(join(tmpdir(), 'secrule-cli-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
// Some forty processes: minutes on a machine that has other things to do.
t.setTimeout(600_000)

interface Run {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

let processes = 0

/** Processes that run at one time: more would only wait for each other. */
let free = 2
const waiting: (() => void)[] = []

/** Runs the command to its end. */
async function secrule(args: readonly string[], input = ''): Promise<Run> {
  if (free > 0) free--
  else await new Promise<void>((resolve) => waiting.push(resolve))
  try {
    return await runCommand(args, input)
  } finally {
    const next = waiting.shift()
    if (next === undefined) free++
    else next()
  }
}

function runCommand(args: readonly string[], input: string): Promise<Run> {
  processes++
  const child = spawn(process.execPath, [command, ...args], { env: { ...process.env, NO_COLOR: '1' } })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })))
}

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const broken = file(
  'broken.conf',
  [
    'SecRuleEngine On',
    '\tSecRule ARGS "@validateByteRange 32-300" "id:7,phase:2,deny"',
    'SecRule ARG "@rx (a" "id:8,phase:9,deny"',
    'SecRul x',
    '',
  ].join('\n'),
)
const warned = file(
  'warned.conf',
  'SecRule ARGS "@rx a" "id:1,phase:2,deny,,pass"\nSecRule ARGS "@rx b" "id:2,phase:5,deny"\n',
)
const small = file(
  'small.conf',
  [
    'SecRuleEngine On',
    'SecRequestBodyAccess On',
    'SecResponseBodyAccess On',
    'SecRule ARGS:q "@rx atta+ck" "id:10,phase:2,deny,status:406,t:urlDecode,t:lowercase,msg:\'Found it\',logdata:\'%{MATCHED_VAR}\',severity:CRITICAL"',
    'SecRule RESPONSE_BODY "@contains secret" "id:11,phase:4,deny,status:502,msg:\'A secret\'"',
    'SecAction "id:12,phase:1,pass,nolog,setvar:tx.inbound_score=3"',
    '',
  ].join('\n'),
)

t.test('check', async (t) => {
  const [fine, frames, json, sarif, github, warnings, limited] = await Promise.all([
    secrule(['check', starter]),
    secrule(['check', broken]),
    secrule(['check', '--format', 'json', broken]),
    secrule(['check', '--format', 'sarif', broken]),
    secrule(['check', '--format', 'github', broken]),
    secrule(['check', '--max-warnings', '9', warned]),
    secrule(['check', '--max-warnings', '1', warned]),
  ])
  t.equal(fine.code, 0)
  t.match(fine.out, /^\d+ rules and \d+ directives in 17 files: no errors\n$/)
  t.equal(fine.err, '', 'no progress in a pipe')

  t.equal(frames.code, 1)
  const lines = frames.out.split('\n')
  t.same(lines.slice(0, 3), [
    `${broken}:2:35 error: \`32-300\` is not a byte range (bad-byte-range)`,
    '  2 | \tSecRule ARGS "@validateByteRange 32-300" "id:7,phase:2,deny"',
    '    | \t                                 ^^^^^^ write `32-126` or `9,10,13`, each 0 to 255',
  ])
  t.match(frames.out, /unknown variable `ARG` \(unknown-variable\)/)
  t.match(frames.out, /did you mean `SecRule`/)
  t.match(frames.out, /\n5 errors\n$/)

  t.equal(json.code, 1)
  const report = JSON.parse(json.out)
  t.same(
    report.diagnostics.map((each: { code: string; line: number; column: number }) => [
      each.code,
      each.line,
      each.column,
    ]),
    [
      ['bad-byte-range', 2, 35],
      ['unknown-variable', 3, 9],
      ['bad-regex', 3, 20],
      ['bad-phase', 3, 34],
      ['unknown-directive', 4, 1],
    ],
  )
  t.same([report.errors, report.warnings, report.counts], [5, 0, null])

  t.equal(sarif.code, 1)
  const log = JSON.parse(sarif.out)
  t.equal(log.version, '2.1.0')
  const [result] = log.runs[0].results
  t.equal(log.runs[0].tool.driver.rules[result.ruleIndex].id, 'bad-byte-range')
  t.same(result.locations[0].physicalLocation.region, { startLine: 2, startColumn: 35, endColumn: 41 })

  t.equal(github.code, 1)
  t.match(github.out, /^::error file=.*broken\.conf,line=2,col=35,endColumn=41,title=bad-byte-range::`32-300`/)

  t.equal(warnings.code, 0)
  t.match(warnings.out, /no errors, \d+ warnings\n$/)
  t.equal(limited.code, 1)
  t.match(limited.err, /--max-warnings allows 1/)
})

t.test('wrong usage exits with 2 and says what would be right', async (t) => {
  const cases: [args: string[], message: RegExp][] = [
    [['chek'], /unknown command 'chek'[\s\S]*Did you mean check/],
    [['check', '--format', 'xml'], /Allowed choices are text, json, sarif, github/],
    [['check', join(folder, 'none.conf')], /cannot read .*none\.conf: there is no such file/],
    [['check', join(folder, 'none-*.conf')], /no file fits/],
    [['check', '--dialect', 'coraz', small], /Allowed choices are secrule, modsecurity3/],
    [['compile', small], /required option '-o, --output <file>'/],
    [['compile', small, '-o', join(folder, 'no/out.srb')], /cannot write .*out\.srb: there is no such folder/],
    [['disasm', '--rule', '99', small], /no rule has the id 99/],
    [['inspect', '--rules', small, '-X', 'PUT', broken], /give a URL/],
    [['inspect', '--rules', small, '--response', broken, '/x'], /begin with a line such as HTTP\/1\.1 200 OK/],
    [['bench', '--rules', small, broken], /broken\.conf is not JSON|which workload/],
    [['serve', '--rules', small], /Give --upstream URL/],
    [['serve', '--rules', small, '--upstream', 'nowhere'], /upstream/],
    [['fmt', '--check', '--write', small], /do not go together/],
  ]
  const runs = await Promise.all(cases.map(([args]) => secrule(args)))
  for (const [at, [args, message]] of cases.entries()) {
    const run = runs[at]!
    t.equal(run.code, 2, `${args.join(' ')} exits with 2`)
    t.match(run.err, message)
    t.notMatch(run.err, /\n\s+at /, 'no stack')
  }
  const [unusable, damaged] = await Promise.all([
    secrule(['inspect', '--rules', broken, '/x']),
    secrule(['disasm', file('damaged.srb', 'srb?')]),
  ])
  t.equal(unusable.code, 1)
  t.match(unusable.err, /bad-byte-range[\s\S]*the rules are not usable: 5 errors/)
  t.equal(damaged.code, 1)
  t.match(damaged.err, /cannot use .*damaged\.srb: this is not a rule bundle/)
  t.comment(`${cases.length} wrong calls`)
})

t.test('inspect', async (t) => {
  const request = file(
    'request.txt',
    'POST /f HTTP/1.1\nHost: a.example\nContent-Type: application/x-www-form-urlencoded\n\nq=ATTAACK',
  )
  const response = file(
    'response.txt',
    'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 10\r\n\r\nthe secret and more',
  )
  const get = 'GET /?q=hello HTTP/1.1\r\nHost: a.example\r\n\r\n'
  const [blocked, fromFile, passed, failed, explained, json, leak, posted] = await Promise.all([
    secrule(['inspect', '--rules', small, 'http://a.example/?q=%2541tTack']),
    secrule(['inspect', request, '--rules', small]),
    secrule(['inspect', '--rules', small, '--fail-on-block', '-'], get),
    secrule(['inspect', '--fail-on-block', '--rules', small, '/?a[]=1&q=attack']),
    secrule(['inspect', '--rules', small, '--explain', '/?q=%2541tTack']),
    secrule(['inspect', '--rules', small, '--explain', '--json', request]),
    secrule(['inspect', '--rules', small, '--response', response, '/']),
    secrule([
      'inspect',
      '--rules',
      small,
      'http://a.example/x',
      '-d',
      'a=1',
      '-d',
      'q=attack',
      '-H',
      'X-A: b',
      '-X',
      'PUT',
    ]),
  ])
  t.equal(blocked.code, 0)
  t.match(blocked.out, /^blocked with 406 by rule 10 in phase 2 {2}GET \/\?q=%2541tTack\n/)
  t.match(blocked.out, /score: inbound_score 3\n1 rule matched \(and 1 that logs nothing\):\n/)
  t.match(
    blocked.out,
    /rule 10 CRITICAL Found it \[stops\]\n {2}.*small\.conf:4, phase 2\n {2}data: attack\n {2}ARGS:q: attack\n/,
  )
  t.match(fromFile.out, /^blocked with 406 by rule 10 in phase 2 {2}POST \/f HTTP\/1\.1\n/)
  t.equal(passed.code, 0)
  t.match(passed.out, /^passed {2}GET/)
  t.equal(failed.code, 1)
  t.match(
    explained.out,
    / {2}ARGS:q: %41tTack\n {4}t:urlDecode → AtTack\n {4}t:lowercase → attack\n {4}@rx atta\+ck matched: attack\n/,
  )
  const inspection = JSON.parse(json.out)
  t.same(
    { ...inspection.verdict.interruption, message: undefined },
    { action: 'deny', status: 406, phase: 2, ruleId: 10, reason: 'rule', message: undefined },
  )
  const rule = inspection.rules.find((each: { id: number }) => each.id === 10)
  t.equal(rule.severity, 'CRITICAL')
  t.equal(rule.explained[0].original, 'ATTAACK')
  t.same(rule.explained[0].steps.at(-1), { transformation: 'lowercase', value: 'attaack' })
  t.match(leak.out, /^blocked with 502 by rule 11 in phase 4/)
  t.match(posted.out, /^blocked with 406 by rule 10 in phase 2 {2}PUT \/x\n/)
})

t.test('compile, disasm, and a bundle in place of rules', async (t) => {
  const bundle = join(folder, 'small.srb')
  const made = await secrule(['compile', small, '-o', bundle])
  t.equal(made.code, 0)
  t.match(made.out, /small\.srb: 3 rules, [\d,]+ bytes\n/)
  const [fromRules, fromBundle, verdict, one] = await Promise.all([
    secrule(['disasm', small]),
    secrule(['disasm', bundle]),
    secrule(['inspect', '--rules', bundle, '/?q=attack']),
    secrule(['disasm', '--rule', '11', small]),
  ])
  t.equal(fromRules.code, 0)
  t.match(fromRules.out, /rule 10 /)
  t.equal(fromBundle.out, fromRules.out, 'a bundle holds the whole program')
  t.match(verdict.out, /^blocked with 406 by rule 10/)
  t.match(one.out, /rule 11 /)
  t.notMatch(one.out, /rule 10 /)
})

t.test('fmt', async (t) => {
  const untidy = file('untidy.conf', '  secruleengine   On\nSecRule ARGS "@rx a"   "id:1 , phase:2,deny"\n')
  const [printed, found] = await Promise.all([
    secrule(['fmt', untidy, broken]),
    secrule(['fmt', '--check', untidy, starter, 'corpus/recommended.conf']),
  ])
  t.equal(printed.code, 0, 'unknown names are no matter of layout')
  t.equal(found.code, 1)
  t.equal(found.out, `${untidy}\n`, 'our own rules are in canonical layout')
  const unclosed = file('unclosed.conf', 'SecRule ARGS "@rx a "id:1\n')
  const written = await secrule(['fmt', '--write', untidy, unclosed])
  t.equal(written.code, 1)
  t.equal(written.out, `${untidy}\n`)
  t.match(written.err, /unclosed\.conf:1:\d+ error/)
  t.equal(readFileSync(unclosed, 'latin1'), 'SecRule ARGS "@rx a "id:1\n', 'a file with errors is left alone')
  t.ok(printed.out.startsWith(readFileSync(untidy, 'latin1')), 'what is written is what is printed')
  t.equal((await secrule(['fmt', '--check', untidy])).code, 0)
})

t.test('bench', async (t) => {
  const workload = file(
    'workload.json',
    JSON.stringify({
      schema: 1,
      requests: [
        { id: 'good', method: 'GET', uri: '/?q=x', headers: [['Host', 'a.example']] },
        {
          id: 'bad',
          method: 'POST',
          uri: '/?q=attack',
          headers: [],
          body: { base64: 'eA==' },
          response: { status: 200 },
        },
      ],
    }),
  )
  const [table, json] = await Promise.all([
    secrule(['bench', '--rules', small, '--budget', '5', workload]),
    secrule(['bench', '--rules', small, '--budget', '5', '--json', workload]),
  ])
  t.equal(table.code, 0)
  t.match(table.out, /load time +\d+ ms for 3 rules\nmemory .*\ngeometric mean .*\nverdicts +1 blocked, 1 passed\n$/)
  const report = JSON.parse(json.out)
  t.same(
    report.requests.map((each: { id: string; blocked: { ruleId: number } | null }) => [each.id, each.blocked?.ruleId]),
    [
      ['good', undefined],
      ['bad', 10],
    ],
  )
  t.ok(report.requests.every((each: { medianMicroseconds: number; runs: number }) => each.runs >= 5))
})

t.test('outputs that go away or fill up', async (t) => {
  const child = spawn(process.execPath, [command, 'disasm'], { stdio: ['ignore', 'pipe', 'pipe'] })
  processes++
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text
  })
  child.stdout.destroy()
  const code = await new Promise((resolve) => child.on('close', resolve))
  t.same([code, complaints], [0, ''], 'a reader that has left is no error')
  if (!existsSync('/dev/full')) return t.comment('skipped: this system has no /dev/full')
  const { openSync } = await import('node:fs')
  const full = spawn(process.execPath, [command, 'disasm'], { stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'] })
  processes++
  let message = ''
  full.stderr!.setEncoding('utf8').on('data', (text: string) => {
    message += text
  })
  t.equal(await new Promise((resolve) => full.on('close', resolve)), 2)
  t.match(message, /cannot write to standard output: .*no space/)
})

/** A server process, with what it said so far. */
class Serving {
  said = ''
  readonly child: ChildProcess

  constructor(args: readonly string[]) {
    processes++
    this.child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.said += text
      })
    }
  }

  /** Waits for something to be said; fails with what was said instead. */
  async until(pattern: RegExp, what = (): string => this.said): Promise<RegExpExecArray> {
    for (let wait = 0; wait < 1000; wait++) {
      const found = pattern.exec(what())
      if (found !== null) return found
      if (this.child.exitCode !== null) break
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    throw new Error(`waited for ${pattern}, got:\n${what()}`)
  }

  stop(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.child.on('close', (code) => resolve(code)))
    this.child.kill('SIGTERM')
    return ended
  }
}

const body = async (url: string): Promise<[number, string | null]> => {
  const response = await fetch(url)
  await response.text()
  return [response.status, response.headers.get('x-request-id')]
}

t.test('serve: config file, error log, reload, graceful stop', async (t) => {
  const site: Server = createServer((_request, response) => response.end('hello'))
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  t.teardown(() => site.close())
  const upstream = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
  mkdirSync(join(folder, 'conf'))
  const rules = file('conf/live.conf', readFileSync(small, 'utf8'))
  const config = file(
    'conf/serve.yaml',
    ['rules: live.conf', 'upstream: http://127.0.0.1:1', 'listen: 127.0.0.1:0', 'errorLog: error.log', ''].join('\n'),
  )
  const wrong = file('conf/wrong.yaml', 'upstream: http://127.0.0.1:1\ntimeouts:\n  header: 5\n')
  const notYaml = file('conf/not.yaml', 'a: [1\nb: 2\n')

  const serving = new Serving(['serve', '--config', config, '--upstream', upstream])
  const started = await serving.until(/listens on (http:\S+) before (\S+): 3 rules, loaded in \d+ ms/)
  t.equal(started[2], upstream, 'the command line wins over the file')
  const url = started[1]!
  const [passedStatus, passedId] = await body(`${url}/?q=hello`)
  const [blockedStatus, blockedId] = await body(`${url}/?q=attack`)
  t.same([passedStatus, blockedStatus], [200, 406])
  t.ok(passedId)
  const log = (): string => readFileSync(join(folder, 'conf/error.log'), 'utf8')
  await serving.until(new RegExp(`\\[id "10"\\].*\\[unique_id "${blockedId}"\\]`), log)
  t.pass('the error log has the rule and the id')

  writeFileSync(rules, 'SecRuleEngine On\nSecRul broken\n')
  serving.child.kill('SIGHUP')
  await serving.until(/rules not reloaded, the old ones stay: 1 error/, log)
  await serving.until(/unknown directive `SecRul`/)
  t.same((await body(`${url}/?q=attack`))[0], 406, 'the old rules still hold')

  writeFileSync(rules, 'SecRuleEngine On\nSecRule ARGS "@streq hello" "id:1,phase:2,deny,status:410"\n')
  serving.child.kill('SIGHUP')
  await serving.until(/rules reloaded: 1 rule in/, log)
  t.same([(await body(`${url}/?q=attack`))[0], (await body(`${url}/?q=hello`))[0]], [200, 410])
  t.equal(await serving.stop(), 0, 'SIGTERM ends it with 0')

  const [unknown, invalid] = await Promise.all([
    secrule(['serve', '--config', wrong, '--rules', small]),
    secrule(['serve', '--config', notYaml]),
  ])
  t.same([unknown.code, invalid.code], [2, 2])
  t.match(unknown.err, /`timeouts\.header` is not an option/)
  t.match(invalid.err, /not\.yaml:\d+:\d+: this is not YAML/)
})

t.test('demo: what npm start shows', async (t) => {
  const demo = new Serving(['demo', '--listen', '127.0.0.1:0'])
  const [, url] = await demo.until(/listens on (http:\S+) before the built-in demo site\n\d+ rules, loaded in \d+ ms/)
  await demo.until(/Ctrl-C/)
  const lines = [...demo.said.matchAll(/curl -i '([^']+)'/g)].map((found) => found[1]!)
  t.equal(lines.length, 2)
  t.ok(lines.every((line) => line.startsWith(`${url}/`)))
  const [passes, blocked] = await Promise.all(lines.map(body))
  t.same([passes![0], blocked![0]], [200, 403])
  await demo.until(new RegExp(`unique_id "${blocked![1]}"`))
  t.equal((await fetch(`${url}/search?q=kettle`)).headers.get('server'), 'web', 'the banner is masked')
  t.equal((await body(`${url}/leak/card`))[0], 403, 'a leak is withheld')
  const taken = await secrule(['demo', '--listen', url!.replace('http://', '')])
  t.equal(taken.code, 2)
  t.match(taken.err, /another program does; choose another port with --listen/)
  t.equal(await demo.stop(), 0)
})

t.test('the package carries the starter rules', async (t) => {
  const packed = await new Promise<string>((resolve) => {
    const child = spawn('npm', ['pack', '--dry-run', '--json'], {
      cwd: 'packages/cli',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    processes++
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    child.on('close', () => resolve(out))
  })
  const [{ files }] = JSON.parse(packed.slice(packed.indexOf('[\n'))) as [{ files: { path: string }[] }]
  const paths = new Set(files.map(({ path }) => path))
  for (const path of ['bin/secrule.js', 'dist/main.js', 'corpus/recommended.conf', 'corpus/starter/01-setup.conf']) {
    t.ok(paths.has(path), path)
  }
  t.ok(paths.has('corpus/starter/sql-words.data'), 'data files too')
  t.notOk(existsSync('packages/cli/corpus'), 'and no copy stays behind')
})

// --- The starter rules ------------------------------------------------------------------------------------------------

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
    (rule) =>
      rule.id !== 0 &&
      !own.includes(rule) &&
      ![200000, 200001, 200002, 200003, 200004, 200005, 200006].includes(rule.id),
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

t.test('all processes', async (t) => t.pass(`${processes} of them`))
