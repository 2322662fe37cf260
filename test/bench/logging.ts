import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'

interface Timing {
  readonly requests: readonly { readonly id: string; readonly label: string; readonly norm_us: number }[]
}

/** Which logs a run writes. */
const variants = {
  'no log': [],
  'error log': ['--error-log'],
  'JSON audit log': ['--audit-log'],
  both: ['--error-log', '--audit-log'],
} as const
type Variant = keyof typeof variants

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!
const geometric = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)

/**
 * What logs cost: the same requests with error log and audit log on and off, in turns. Benign requests write no line and
 * no record (RelevantOnly is what sites run); every attack writes some. The lines of a table.
 */
export function benchLogging(
  configuration: string,
  workloads: readonly string[],
  budget: string,
  rounds: number,
): readonly string[] {
  const files = { errorLog: 'build/bench/error.log', auditLog: 'build/bench/audit.log' }
  const audited = 'build/bench/audited.conf'
  writeFileSync(
    audited,
    `${readFileSync(configuration, 'utf8')}\nSecAuditEngine RelevantOnly\nSecAuditLogRelevantStatus "^5"\nSecAuditLogParts ABCFHZ\nSecAuditLogFormat JSON\nSecAuditLogType Serial\nSecAuditLog ${process.cwd()}/${files.auditLog}\n`,
  )
  const timings: Record<string, Timing[]> = {}
  const written = { errorLog: 0, auditLog: 0 }
  for (let round = 0; round < rounds; round++) {
    // Each variant comes first once: what comes first finds the machine in another state.
    const turns = Object.entries(variants)
    const first = round % turns.length
    for (const [name, logs] of [...turns.slice(first), ...turns.slice(0, first)]) {
      const conf = (logs as readonly string[]).includes('--audit-log') ? audited : configuration
      const extra = (logs as readonly string[]).includes('--error-log') ? ['--error-log', files.errorLog] : []
      const args = ['build/tests/test/bench/slice.js', conf, ...workloads, '--budget-ms', budget, ...extra]
      timings[name] ??= []
      timings[name].push(JSON.parse(execFileSync(process.execPath, args, { maxBuffer: 1 << 28, encoding: 'utf8' })))
    }
  }
  for (const [log, path] of Object.entries(files) as ['errorLog' | 'auditLog', string][]) {
    written[log] = statSync(path).size
    rmSync(path)
    if (written[log] === 0) throw new Error(`${path} is empty: nothing was measured`)
  }
  const time = (variant: string, label: string): number => {
    const ids = timings['no log']![0]!.requests.filter((request) => request.label === label).map(({ id }) => id)
    return geometric(
      ids.map((id) =>
        median(timings[variant]!.map(({ requests }) => requests.find((each) => each.id === id)!.norm_us)),
      ),
    )
  }
  const names = Object.keys(variants) as Variant[]
  const row = (label: string): string => {
    const base = time('no log', label)
    const cells = names.map((name) => {
      const value = time(name, label)
      return name === 'no log' ? value.toFixed(0) : `${value.toFixed(0)} (${percent(value / base)})`
    })
    return `| ${label}, geometric mean, µs | ${cells.join(' | ')} |`
  }
  return [
    `| | ${names.join(' | ')} |`,
    `|---|${names.map(() => '---|').join('')}`,
    row('benign'),
    row('attack'),
    '',
    `Error log to a file, one line a rule that logs; audit log RelevantOnly, parts ABCFHZ, serial. In all runs ${megabytes(written.errorLog)} of error log and ${megabytes(written.auditLog)} of audit log were written.`,
  ]
}

function percent(ratio: number): string {
  return `${ratio < 1 ? '−' : '+'}${Math.abs((ratio - 1) * 100).toFixed(0)} %`
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
