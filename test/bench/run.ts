// Measures us, us without prefilters (not on the scaling series, which takes that too long), and libmodsecurity in turns, and prints ratios from this one run.
//   npm run bench [-- --rounds 3] [--budget-ms 60] [--no-scaling] [--requests-only] [--write]     --write puts the figures into docs/performance.md
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { benchBodies } from './body-scaling.js'
import { benchHostileRequests } from './hostile-requests.js'
import { benchHosts } from './hosts.js'
import { benchInjection } from './injection.js'
import { benchLoad } from './load.js'
import { benchLogging } from './logging.js'
import { benchWorstCases } from './worst-cases.js'

interface Slice {
  readonly engine: string
  readonly load_ms: number
  readonly rss_loaded_mib: number
  readonly rss_end_mib: number
  readonly requests: readonly {
    readonly id: string
    readonly label: string
    readonly blocked: boolean
    readonly norm_us: number
    readonly p99_us: number
  }[]
}

const shared = '../shared'
const words = process.argv.slice(2)
const option = (name: string, otherwise: string): string => words[words.indexOf(`--${name}`) + 1] ?? otherwise
const rounds = Number(words.includes('--rounds') ? option('rounds', '3') : 3)
const budget = words.includes('--budget-ms') ? option('budget-ms', '60') : '60'
if (!existsSync(`${shared}/bench/workload`)) {
  console.log('nothing to measure: no ../shared/bench beside the project')
  process.exit(0)
}
mkdirSync('build/bench', { recursive: true })
execFileSync('bash', [
  `${shared}/bench/peers/conf/make-conf.sh`,
  `${shared}/crs`,
  'build/bench/on.conf',
  'On',
  '1',
  'v3',
])
const workloads = ['benign', 'attack', ...(words.includes('--no-scaling') ? [] : ['scaling'])].map(
  (name) => `${shared}/bench/workload/${name}.json`,
)

const ours = (files: readonly string[], ...extra: string[]): Slice => {
  const args = ['build/tests/test/bench/slice.js', 'build/bench/on.conf', ...files, '--budget-ms', budget, ...extra]
  return JSON.parse(execFileSync(process.execPath, args, { maxBuffer: 1 << 28, encoding: 'utf8' }))
}

const hasPeer = existsSync('/usr/include/modsecurity/modsecurity.h')
const peer = (): Slice => {
  const args = [
    `${shared}/bench/peers/libmodsecurity/run.sh`,
    `${process.cwd()}/${shared}/crs`,
    'build/bench',
    'peer',
    'On',
    '1',
  ]
  const done = spawnSync('bash', [...args, ...workloads, '--', '--budget-ms', budget, '--min', '1', '--max', '400'], {
    stdio: 'inherit',
    env: { ...process.env, WORK: 'build/bench/peer-work' },
  })
  if (done.status !== 0) throw new Error('the libmodsecurity harness failed')
  return JSON.parse(readFileSync('build/bench/peer.json', 'utf8'))
}

const engines: Record<string, () => Slice> = {
  secrule: () => ours(workloads),
  'secrule, nothing known': () => ours(workloads.slice(0, 2), '--forgetful'),
  'secrule, no prefilter': () => ours(workloads.slice(0, 2), '--no-prefilter', '--min', '2'),
  ...(hasPeer ? { libmodsecurity: peer } : {}),
}
const slices: Record<string, Slice[]> = {}
for (let round = 0; round < rounds; round++) {
  for (const [name, measure] of Object.entries(engines)) {
    if (process.stderr.isTTY) process.stderr.write(`round ${round + 1} of ${rounds}: ${name}\n`)
    slices[name] ??= []
    slices[name].push(measure())
  }
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!
const geometric = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
const time = (engine: string, id: string): number =>
  median(slices[engine]!.map((slice) => slice.requests.find((request) => request.id === id)?.norm_us ?? Number.NaN))
const names = Object.keys(slices)
const first = slices.secrule![0]!.requests
const scaling = new Set(
  workloads[2] === undefined
    ? []
    : JSON.parse(readFileSync(workloads[2], 'utf8')).requests.map(({ id }: { id: string }) => id),
)
const groups = {
  benign: first.filter(({ id, label }) => label === 'benign' && !scaling.has(id)).map(({ id }) => id),
  attack: first.filter(({ label }) => label === 'attack').map(({ id }) => id),
  scaling: first.filter(({ id }) => scaling.has(id)).map(({ id }) => id),
}
const number = (value: number): string =>
  Number.isNaN(value) ? '–' : value >= 100 ? value.toFixed(0) : value.toPrecision(3)

const lines: string[] = []
lines.push(
  `Machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}. ${rounds} rounds in turns, medians; CPU time, speed-corrected.`,
  '',
)
lines.push(`| | ${names.join(' | ')} | libmodsecurity / secrule |`, `|---|${names.map(() => '---|').join('')}---|`)
const row = (title: string, value: (engine: string) => number): void => {
  const values = names.map(value)
  const ratio = hasPeer ? number(values[names.indexOf('libmodsecurity')]! / values[0]!) : 'not installed'
  lines.push(`| ${title} | ${values.map(number).join(' | ')} | ${ratio} |`)
}
for (const [group, ids] of Object.entries(groups)) {
  if (ids.length > 0) row(`${group}, geometric mean, µs`, (engine) => geometric(ids.map((id) => time(engine, id))))
}
row('benign, median p99, µs', (engine) =>
  median(
    groups.benign.map((id) =>
      median(slices[engine]!.map((slice) => slice.requests.find((request) => request.id === id)?.p99_us ?? Number.NaN)),
    ),
  ),
)
row('load, ms', (engine) => median(slices[engine]!.map(({ load_ms }) => load_ms)))
row('memory after load, MiB', (engine) => median(slices[engine]!.map(({ rss_loaded_mib }) => rss_loaded_mib)))
row('memory at the end, MiB', (engine) => median(slices[engine]!.map(({ rss_end_mib }) => rss_end_mib)))
const verdicts = names.map((name) => {
  const { requests } = slices[name]![0]!
  const blocked = (ids: readonly string[]): number =>
    requests.filter(({ id, blocked }) => blocked && ids.includes(id)).length
  return `${name}: ${blocked(groups.attack)} of ${groups.attack.length} attacks stopped, ${blocked(groups.benign)} of ${groups.benign.length} benign requests refused`
})
lines.push('', ...verdicts.map((verdict) => `- ${verdict}`), '')
lines.push(`| request, µs | ${names.join(' | ')} | ratio |`, `|---|${names.map(() => '---|').join('')}---|`)
for (const id of [...groups.benign, ...groups.scaling]) row(id, (engine) => time(engine, id))

if (words.includes('--requests-only')) lines.push('', 'The other sections were left out (`--requests-only`).')
else {
  lines.push('', '## Loading', '', ...benchLoad('build/bench/on.conf'))
  lines.push('', '## Bodies of growing size', '', ...(await benchBodies()))
  // a sample; `worst-cases.js` by itself takes all patterns
  lines.push('', '## Worst cases', '', ...(await benchWorstCases('build/bench/on.conf', { every: 30 })))
  lines.push('', '## Hostile requests', '', ...(await benchHostileRequests()))
  lines.push('', '## In a Node server', '', ...(await benchHosts()))
  lines.push('', '## Logs', '', ...benchLogging('build/bench/on.conf', workloads.slice(0, 2), budget, rounds))
  lines.push('', '## Injection detectors', '', '```', ...(await benchInjection()), '```')
}

const report = `${lines.join('\n')}\n`
console.log(report)
if (words.includes('--write')) {
  const intro = [
    '# Performance',
    'Written by `npm run bench -- --write`. CRS 4.28, paranoia level 1, engine On, settings of `../shared/bench/peers/conf/make-conf.sh … On 1 v3`.',
    'Every round has other values in query, cookie and form body. Headers and responses come back, as they do on a server, and what is known of them is kept; the column `nothing known` is without that.',
  ]
    .map((paragraph) => `${paragraph}\n\n`)
    .join('')
  writeFileSync('docs/performance.md', `${intro}${report}`)
}
