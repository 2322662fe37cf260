import type { Engine } from 'secrule'
import { runExchange } from '../exchange/run-exchange.js'
import type { WorkloadRequest } from '../exchange/workload.js'
import type { Terminal } from '../terminal.js'

/** What one request of a workload cost. Times are CPU time of this process. */
export interface RequestCost {
  readonly id: string
  readonly label: string
  readonly runs: number
  readonly medianMicroseconds: number
  readonly p99Microseconds: number
  /** The verdict: null, or the status and rule that stopped it. */
  readonly blocked: { readonly status: number; readonly ruleId: number; readonly phase: number } | null
}

/** Everything `bench` measured. */
export interface BenchReport {
  readonly rules: number
  readonly loadMilliseconds: number
  readonly memory: {
    /** What the resident memory grew by from before the load to after it. */
    readonly loadedBytes: number
    /** Resident memory at the end. */
    readonly residentBytes: number
  }
  readonly requests: readonly RequestCost[]
}

/** Even a slow request is measured this often, so that a p99 is not just one accident. */
const fewestRuns = 5
const mostRuns = 2000

/** Measures every request for `budget` milliseconds, after a tenth of that to warm up. */
export async function measure(
  engine: Engine,
  workload: readonly WorkloadRequest[],
  budget: number,
  terminal: Terminal,
): Promise<RequestCost[]> {
  const costs: RequestCost[] = []
  for (const [at, request] of workload.entries()) {
    terminal.progress(`${at + 1}/${workload.length} ${request.id}`)
    costs.push(await measureOne(engine, request, budget))
  }
  terminal.progress('')
  return costs
}

async function measureOne(engine: Engine, request: WorkloadRequest, budget: number): Promise<RequestCost> {
  const run = () => runExchange(engine, request, (transaction) => transaction.interruption)
  const warm = performance.now() + budget / 10
  let verdict = await run()
  while (performance.now() < warm) verdict = await run()
  const times: number[] = []
  const end = performance.now() + budget
  while (times.length < fewestRuns || (times.length < mostRuns && performance.now() < end)) {
    const before = process.cpuUsage()
    await run()
    const { user, system } = process.cpuUsage(before)
    times.push(user + system)
  }
  times.sort((a, b) => a - b)
  return {
    id: request.id,
    label: request.label,
    runs: times.length,
    medianMicroseconds: quantile(times, 0.5),
    p99Microseconds: quantile(times, 0.99),
    blocked: verdict === null ? null : { status: verdict.status, ruleId: verdict.ruleId, phase: verdict.phase },
  }
}

/** The value that a part of the sorted times does not exceed. */
function quantile(times: readonly number[], part: number): number {
  return times[Math.min(times.length - 1, Math.max(0, Math.ceil(times.length * part) - 1))] ?? 0
}
