// The requests of the workloads, measured on us, on us in two other settings, and on libmodsecurity in turns.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'

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

/** How the requests are measured. */
export interface RequestOptions {
  readonly rounds: number
  /** Milliseconds for each request, as the slices take it. */
  readonly budget: string
  /** With bodies of growing size. */
  readonly scaling: boolean
}

/** Measures all requests in every setting, `rounds` times; gives the lines of the report. */
export function benchRequests({ rounds, budget, scaling: isScaling }: RequestOptions): readonly string[] {
  const workloads = ['benign', 'attack', ...(isScaling ? ['scaling'] : [])].map(
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
        median(
          slices[engine]!.map((slice) => slice.requests.find((request) => request.id === id)?.p99_us ?? Number.NaN),
        ),
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
  return lines
}
