import { geometricMean } from '../bench/geometric-mean.js'
import type { BenchReport, RequestCost } from '../bench/measure.js'
import type { Palette } from '../palette.js'
import { count } from './count.js'

/** A measurement as a table with its sums. */
export function renderBench(report: BenchReport, paint: Palette): string {
  const { requests, rules, loadMilliseconds, memory } = report
  const width = Math.max(7, ...requests.map(({ id }) => id.length))
  const head = `${'request'.padEnd(width)} ${'median µs'.padStart(10)} ${'p99 µs'.padStart(10)} ${'runs'.padStart(6)}  verdict`
  const medians = requests.map((each) => each.medianMicroseconds)
  const blocked = requests.filter((each) => each.blocked !== null).length
  return [
    paint.bold(head),
    ...requests.map((each) => row(each, width, paint)),
    '',
    `load time       ${Math.round(loadMilliseconds)} ms for ${count(rules, 'rule')}`,
    `memory          ${megabytes(memory.loadedBytes)} more after the load, ${megabytes(memory.residentBytes)} resident at the end`,
    `geometric mean  ${Math.round(geometricMean(medians)).toLocaleString('en')} µs of CPU time a request (of the medians)`,
    `verdicts        ${blocked} blocked, ${requests.length - blocked} passed`,
  ].join('\n')
}

function row(cost: RequestCost, width: number, paint: Palette): string {
  const { id, medianMicroseconds, p99Microseconds, runs, blocked } = cost
  const numbers = [medianMicroseconds, p99Microseconds].map((each) => each.toLocaleString('en').padStart(10)).join(' ')
  const verdict = blocked === null ? paint.green('pass') : paint.red(`${blocked.status} by ${blocked.ruleId}`)
  return `${id.padEnd(width)} ${numbers} ${`${runs}`.padStart(6)}  ${verdict}`
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`
}
