// Runs every compiled test file with node, two at a time, and closes with `N passed, N failed`.
//   node test/run.mjs [--proof] [WORD…]    only files whose path has one of the words; --proof runs the full counts and writes
//                                          what they showed into docs/proof.md
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const proof = process.argv.includes('--proof')
const limit = proof ? 3_600_000 : 600_000
// tap stops a test file after 30 seconds unless it is told otherwise; a loaded machine needs longer.
const environment = { ...process.env, TAP_TIMEOUT: String(limit / 1000), ...(proof ? { SECRULE_PROOF: '1' } : {}) }

/** One test file: its counts, and everything it printed. */
function run(file) {
  const began = performance.now()
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--enable-source-maps', file], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    // A process that cannot be started at all fails like any other.
    child.on('error', (error) => (output += `${error.message}\n`))
    const timer = setTimeout(() => child.kill('SIGKILL'), limit)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      const totals = [...output.matchAll(/^# \{ (total: .*) \}$/gm)].at(-1)?.[1] ?? ''
      const count = (name) => Number(new RegExp(`\\b${name}: (\\d+)`).exec(totals)?.[1] ?? 0)
      const failed = count('fail') + (code === 0 || count('fail') > 0 ? 0 : 1)
      resolve({
        file,
        output,
        code,
        signal,
        passed: count('pass'),
        skipped: count('skip'),
        failed,
        seconds: (performance.now() - began) / 1000,
      })
    })
  })
}

const results = []

const proofPage = 'docs/proof.md'
const resultsBegin = '<!-- results: written by npm run proof -->'

/**
 * Puts what the suites of this run showed into the last part of docs/proof.md. Suites that did not run keep what they showed
 * before, so that long ones can run by themselves.
 */
function writeProof() {
  const [head, before = ''] = readFileSync(proofPage, 'utf8').split(resultsBegin)
  const known = new Map(
    before
      .split(/^### /m)
      .slice(1)
      .map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n') + 1).trim()]),
  )
  const commit = execFileSync('git', ['rev-parse', '--short=10', 'HEAD'], { encoding: 'utf8' }).trim()
  for (const { name, passed, failed, skipped, seconds, said } of results) {
    const counts = `${passed} passed, ${failed} failed, ${skipped} skipped in ${Math.ceil(seconds)} s, Node ${process.version}, commit ${commit}`
    known.set(name, [counts, '', ...said.map((line) => `- ${line.replace(/^# /, '')}`)].join('\n').trim())
  }
  const names = [...known.keys()].filter((name) => existsSync(`build/tests/${name}.js`)).sort()
  const shown = names.map((name) => `### ${name}\n\n${known.get(name)}\n`)
  writeFileSync(proofPage, [head.trimEnd(), '', resultsBegin, '', shown.join('\n')].join('\n'))
}

const commands = [['npx', ['--no-install', 'biome', 'check', '--error-on-warnings', '.'], 'lint and format']]
let passed = 0
let failed = 0
let skipped = 0

for (const [command, args, name] of words.length > 0 ? [] : commands) {
  const { code, output } = await new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('close', (code) => resolve({ code, output }))
  })
  if (code === 0) passed++
  else {
    failed++
    console.log(output)
  }
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name}`)
}

const files = readdirSync('build/tests', { recursive: true })
  .filter((file) => file.endsWith('.test.js'))
  .map((file) => `build/tests/${file}`)
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort()
const waiting = [...files]
await Promise.all(
  Array.from({ length: Math.min(2, availableParallelism()) }, async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const result = await run(file)
      passed += result.passed
      failed += result.failed
      skipped += result.skipped
      const name = file.replace(/^build\/tests\//, '').replace(/\.js$/, '')
      const left = result.skipped > 0 ? `, ${result.skipped} skipped` : ''
      console.log(
        `${result.failed === 0 ? 'ok  ' : 'FAIL'} ${name}: ${result.passed} passed, ${result.failed} failed${left} (${result.seconds.toFixed(1)} s)`,
      )
      // What a suite says of itself (how many cases it ran, what it skipped and why).
      const said = result.output
        .split('\n')
        .filter((line) => /^\s*# (?!Subtest|\{|time=)/.test(line) || /# SKIP/.test(line))
      for (const line of said) console.log(`       ${line.trim()}`)
      results.push({ name, ...result, said: said.map((line) => line.trim()) })
      if (result.failed > 0) console.log(result.output.split('\n').slice(-400).join('\n'))
      if (result.signal === 'SIGKILL') console.log(`${name} was stopped after ${limit / 1000} s`)
    }
  }),
)
if (proof && results.length > 0) {
  try {
    writeProof()
  } catch (error) {
    console.log(`FAIL ${proofPage} cannot be written: ${error.message}`)
    failed++
  }
}
if (files.length === 0) {
  console.log('no test file was found')
  failed++
}
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : 0
