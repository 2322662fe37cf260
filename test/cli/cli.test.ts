import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { command, secrule } from './secrule-process.js'

const starter = 'corpus/starter/*.conf'
const folder = mkdtempSync(join(tmpdir(), 'secrule-cli-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
// Some forty processes: minutes on a machine that has other things to do.
t.setTimeout(600_000)

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
  t.match(fine.out, /^\d+ rules and \d+ directives in 17 files: no errors, \d+ notes? \(--notes shows them\)\n$/)
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

t.test('notes', async (t) => {
  const slow = file('slow.conf', 'SecRule ARGS "@rx (a+)+$" "id:1,phase:2,pass"\n')
  const [quiet, shown, sarif, github] = await Promise.all([
    secrule(['check', '--max-warnings', '0', slow]),
    secrule(['check', '--notes', slow]),
    secrule(['check', '--notes', '--format', 'sarif', slow]),
    secrule(['check', '--notes', '--format', 'github', slow]),
  ])
  t.equal(quiet.code, 0, 'a note is no warning')
  t.match(quiet.out, /no errors, 1 note \(--notes shows them\)\n$/)
  t.match(shown.out, /slow\.conf:1:19 info: a backtracking engine can take exponential time .*\(super-linear-regex\)/)
  t.match(shown.out, /no errors, 1 note\n$/)
  t.equal(JSON.parse(sarif.out).runs[0].results[0].level, 'note')
  t.match(github.out, /^::notice file=/)
})

t.test('scripts and programs', async (t) => {
  const script = file('broken.lua', 'function main(')
  const scripted = file('scripted.conf', `SecRuleScript ${script} "id:1,phase:1,pass"\n`)
  const program = join(folder, 'says.sh')
  writeFileSync(program, '#!/bin/sh\ncase "$1" in bad) echo "0 found";; *) echo "1 clean";; esac\n', { mode: 0o755 })
  const rules = file(
    'programs.conf',
    `SecRuleEngine On\nSecRule ARGS:a "@inspectFile ${program}" "id:1,phase:1,deny,status:418"\n`,
  )
  const inspect = ['inspect', '--rules', rules, '--json']
  const [lua, refused, bad, clean] = await Promise.all([
    secrule(['check', scripted]),
    secrule([...inspect, 'http://example.com/?a=bad']),
    secrule([...inspect, '--allow-programs', 'http://example.com/?a=bad']),
    secrule([...inspect, '--allow-programs', 'http://example.com/?a=good']),
  ])
  t.equal(lua.code, 1)
  t.match(lua.out, /scripted\.conf:1:15 error: .* is no Lua script: broken\.lua:1: .*\(bad-script\)/)
  t.not(refused.code, 0, 'programs do not run unless that is allowed')
  t.match(refused.err, /the rules start programs .*allow/)
  t.equal(JSON.parse(bad.out).verdict.interruption.status, 418)
  t.notMatch(clean.out, /418/)
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
          uri: '/?q=Attack',
          headers: [],
          body: { base64: 'eA==' },
          response: { status: 200 },
        },
      ],
    }),
  )
  const [table, json, profile, profileJson] = await Promise.all([
    secrule(['bench', '--rules', small, '--budget', '5', workload]),
    secrule(['bench', '--rules', small, '--budget', '5', '--json', workload]),
    secrule(['bench', '--rules', small, '--budget', '5', '--profile', workload]),
    secrule(['bench', '--rules', small, '--budget', '5', '--profile', '--json', workload]),
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
  t.equal(report.profile, undefined)
  t.equal(profile.code, 0)
  t.match(profile.out, /\nverdicts .*\n\nWhere the time goes\n/)
  for (const name of [
    'rules of phase 1',
    'rules of phase 2',
    'request body',
    'search for literals',
    'transformations',
  ]) {
    t.match(profile.out, new RegExp(`^ +[\\d.,]+ +[\\d.]+% +[\\d.,]+  ${name}$`, 'm'), name)
  }
  t.match(profile.out, /% +1\.00 {2}10 {2}phase 2, .*small\.conf:4\n/, 'each request comes to rule 10 once')
  t.match(profile.out, /% +0\.50 {2}11 {2}phase 4, .*small\.conf:5\n/, 'what rule 10 stops does not come to rule 11')
  t.match(profile.out, /% +[\d.]+ {2}(?:urlDecode|lowercase)\n/)
  const { stages, microseconds } = JSON.parse(profileJson.out).profile
  const sum = stages.reduce((total: number, stage: { microseconds: number }) => total + stage.microseconds, 0)
  t.ok(microseconds > 0 && Math.abs(sum / microseconds - 1) < 1e-6, 'all time is that of some stage')
  t.ok(report.requests.every((each: { medianMicroseconds: number; runs: number }) => each.runs >= 5))
})

t.test('outputs that go away or fill up', async (t) => {
  const child = spawn(process.execPath, [command, 'disasm'], { stdio: ['ignore', 'pipe', 'pipe'] })
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
  let message = ''
  full.stderr!.setEncoding('utf8').on('data', (text: string) => {
    message += text
  })
  t.equal(await new Promise((resolve) => full.on('close', resolve)), 2)
  t.match(message, /cannot write to standard output: .*no space/)
})

t.test('the package carries the starter rules', async (t) => {
  const packed = await new Promise<string>((resolve) => {
    const child = spawn('npm', ['pack', '--dry-run', '--json'], {
      cwd: 'packages/cli',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
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
