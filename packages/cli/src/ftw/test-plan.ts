import type { Program } from 'secrule'
import { Coverage } from './coverage.js'
import { inProcessRunner } from './in-process-runner.js'
import type { Overrides } from './overrides.js'
import { readTestFile } from './read-test-file.js'
import { remoteRunner } from './remote-runner.js'
import { runTest } from './run-test.js'
import type { Destination } from './send-raw.js'
import { servedRunner } from './served-runner.js'
import type { StageRunner } from './stage-runner.js'
import type { TestResult } from './test-result.js'

/**
 * How a server treats what servers treat differently: like Apache httpd, for which CRS's tests are written (a header that
 * comes twice is joined into one, CONNECT goes to the site like any other method), or like `secrule serve` without options
 * (both headers are kept, CONNECT is refused).
 */
export type ServerManner = 'httpd' | 'secrule'

/** Where tests run. */
export type TestTarget =
  | { readonly kind: 'process'; readonly program: Program; readonly manner: ServerManner }
  | { readonly kind: 'serve'; readonly program: Program; readonly manner: ServerManner }
  | { readonly kind: 'remote'; readonly destination: Destination; readonly log: string }

/** A target with rules of its own. */
export type RulesTarget = Exclude<TestTarget, { readonly kind: 'remote' }>

/** Everything that a run of tests depends on: plain data, which can be sent to a thread. */
export interface TestPlan {
  readonly target: TestTarget
  readonly overrides: Overrides
  /** Only tests whose id fits, and none whose id fits the other. */
  readonly include: RegExp | null
  readonly exclude: RegExp | null
  readonly explains: boolean
  readonly covers: boolean
  /** For an answer over the wire, in milliseconds. */
  readonly timeout: number
}

/** A plan at work, one file after the other. */
export interface PlanRunner {
  readonly coverage: Coverage | null
  /** The results of a file's tests, in their order. Rejects with TestFileError when the file cannot be used. */
  runFile(path: string): Promise<readonly TestResult[]>
  close(): Promise<void>
}

/** Starts what a plan needs: an engine, a proxy, or the way to a server. */
export async function openPlan(plan: TestPlan): Promise<PlanRunner> {
  const { target, overrides, include, exclude, explains } = plan
  const coverage = plan.covers && target.kind !== 'remote' ? new Coverage(target.program) : null
  const runner = await openTarget(plan, coverage)
  return {
    coverage,
    async runFile(path) {
      const results: TestResult[] = []
      for (const test of readTestFile(path)) {
        if (include?.test(test.id) === false || exclude?.test(test.id) === true) continue
        results.push(await runTest(runner, test, overrides.get(test.id), explains))
      }
      return results
    },
    close: () => runner.close(),
  }
}

function openTarget({ target, explains, timeout }: TestPlan, coverage: Coverage | null): Promise<StageRunner> {
  switch (target.kind) {
    case 'process':
      return Promise.resolve(inProcessRunner(target, { explains, coverage }))
    case 'serve':
      return servedRunner(target, { explains, coverage }, timeout)
    case 'remote':
      return remoteRunner(target.destination, target.log, timeout)
    default:
      return target satisfies never
  }
}
