import { parentPort, workerData } from 'node:worker_threads'
import { CommandError } from '../command-error.js'
import type { CoverageCounts } from './coverage.js'
import { type FileOutcome, outcomeOf } from './file-outcome.js'
import { openPlan, type TestPlan } from './test-plan.js'

/**
 * What a thread says. It is sent a file (or null when there are no more) after `ready` and after each `file`;
 * a `problem` is its last word.
 */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'file'; readonly at: number; readonly outcome: FileOutcome }
  | { readonly kind: 'problem'; readonly message: string; readonly exitCode: number }
  | { readonly kind: 'end'; readonly counts: CoverageCounts | null }

const port = parentPort
if (port === null) throw new Error('this file is the thread of a run of tests')
const say = (message: WorkerMessage): void => port.postMessage(message)

/** What the user can mend goes to the main thread as a message; anything else ends the thread as an error. */
async function orTell<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    say({ kind: 'problem', message: error.message, exitCode: error.exitCode })
    return null
  }
}

const runner = await orTell(() => openPlan(workerData as TestPlan))
if (runner !== null) {
  port.on('message', async (file: { readonly path: string; readonly at: number } | null) => {
    if (file === null) {
      await runner.close()
      say({ kind: 'end', counts: runner.coverage?.counts ?? null })
      return
    }
    const outcome = await orTell(() => outcomeOf(runner, file.path))
    if (outcome !== null) say({ kind: 'file', at: file.at, outcome })
  })
  say({ kind: 'ready' })
}
