import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { CommandError } from '../command-error.js'
import { Coverage, type RuleCoverage } from './coverage.js'
import { type FileOutcome, outcomeOf } from './file-outcome.js'
import type { TestFile } from './find-test-files.js'
import { openPlan, type TestPlan } from './test-plan.js'
import type { TestResult } from './test-result.js'
import type { WorkerMessage } from './worker.js'

/** What is told while tests run, in the order of the files. */
export interface RunWatcher {
  results(results: readonly TestResult[]): void
  /** A file that cannot be used, with its name in the message. */
  broken(message: string): void
  progress(files: number, tests: number, failed: number): void
}

type FileDone = (at: number, outcome: FileOutcome) => void

/** Files of fewer bytes a thread are run sooner than a thread has started. */
const bytesWorthAThread = 100_000

/** Runs all tests of files, on several threads when there is enough to do. Gives the coverage, if it is wanted. */
export async function runPlan(
  plan: TestPlan,
  files: readonly TestFile[],
  jobs: number | null,
  watcher: RunWatcher,
): Promise<readonly RuleCoverage[] | null> {
  const inOrder = ordered(files.length, watcher)
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  const wanted = jobs ?? Math.min(availableParallelism(), Math.floor(bytes / bytesWorthAThread))
  const threads = plan.target.kind === 'remote' ? 1 : Math.min(wanted, files.length)
  if (threads < 2) return runHere(plan, files, inOrder)
  const waiting = files.map(({ path }, at) => ({ path, at }))
  const next = (): { readonly path: string; readonly at: number } | null => waiting.shift() ?? null
  const workers = Array.from({ length: threads }, () => new Worker(workerUrl, { workerData: plan }))
  try {
    const counts = await Promise.all(workers.map((worker) => serveWorker(worker, next, inOrder)))
    if (plan.target.kind === 'remote' || !plan.covers) return null
    const coverage = new Coverage(plan.target.program)
    for (const each of counts) if (each !== null) coverage.add(each)
    return coverage.report()
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

const workerUrl = new URL('./worker.js', import.meta.url)

async function runHere(
  plan: TestPlan,
  files: readonly TestFile[],
  done: FileDone,
): Promise<readonly RuleCoverage[] | null> {
  const runner = await openPlan(plan)
  try {
    for (const [at, { path }] of files.entries()) done(at, await outcomeOf(runner, path))
    return runner.coverage?.report() ?? null
  } finally {
    await runner.close()
  }
}

/** Hands files to a thread until there are no more; then the thread says what it counted. */
function serveWorker(
  worker: Worker,
  next: () => { readonly path: string; readonly at: number } | null,
  done: FileDone,
): Promise<Coverage['counts'] | null> {
  return new Promise((resolve, reject) => {
    worker.on('error', reject)
    worker.on('exit', () => reject(new Error('a thread with tests has ended too early')))
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'end') return resolve(message.counts)
      if (message.kind === 'problem') return reject(new CommandError(message.message, message.exitCode))
      if (message.kind === 'file') done(message.at, message.outcome)
      worker.postMessage(next())
    })
  })
}

/** Passes results on in the order of the files, whatever order they come in. */
function ordered(files: number, watcher: RunWatcher): FileDone {
  const early = new Map<number, FileOutcome>()
  let told = 0
  let finished = 0
  let tests = 0
  let failed = 0
  return (at, outcome) => {
    const { results } = outcome
    early.set(at, outcome)
    finished++
    tests += results.length
    failed += results.filter(({ verdict }) => verdict === 'failed').length
    watcher.progress(finished, tests, failed)
    for (let ready = early.get(told); told < files && ready !== undefined; ready = early.get(told)) {
      early.delete(told++)
      if (ready.broken !== null) watcher.broken(ready.broken)
      else watcher.results(ready.results)
    }
  }
}
