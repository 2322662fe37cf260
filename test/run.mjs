// Runs every compiled test file with node, two at a time, and closes with `N passed, N failed`.
//   node test/run.mjs [--proof] [WORD…]    only files whose path has one of the words; --proof runs the full counts
import { execFileSync, spawn } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
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

/** What the proof run showed, for docs/proof.md. */
function writeProof() {
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim()
  const rows = results
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, passed, failed, skipped, said }) => [`| ${name} | ${passed} | ${failed} | ${skipped} |`, said])
  const lines = [
    '# Proof',
    '',
    `Written by \`npm run proof\` on commit ${commit}, Node ${process.version}. Seeds are fixed in each suite.`,
    '',
    '| suite | passed | failed | skipped |',
    '|---|---|---|---|',
    ...rows.map(([row]) => row),
    '',
    '## What the suites say',
    '',
    ...rows.flatMap(([row, said]) =>
      said.length > 0
        ? [`- ${row.split(' | ')[0].slice(2)}`, ...said.map((line) => `  - ${line.replace(/^# /, '')}`)]
        : [],
    ),
  ]
  writeFileSync('docs/proof.md', `${lines.join('\n')}\n`)
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
if (proof && words.length === 0) writeProof()
if (files.length === 0) {
  console.log('no test file was found')
  failed++
}
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : 0
