import { performance } from 'node:perf_hooks'
import { CommandError } from '../command-error.js'
import { buildRequest } from './build-request.js'
import { unmet } from './expectations.js'
import type { Override } from './overrides.js'
import type { StageRunner } from './stage-runner.js'
import type { FtwOutput, FtwStage, FtwTest } from './test-case.js'
import type { StageReport, TestResult, Verdict } from './test-result.js'

/** Runs the stages of a test up to the first that fails. `keeps`: the stages of a test that passed stay in its result. */
export async function runTest(
  runner: StageRunner,
  test: FtwTest,
  override: Override | undefined,
  keeps: boolean,
): Promise<TestResult> {
  const began = performance.now()
  const expected = outputsOf(test, override)
  const stages: StageReport[] = []
  runner.beginTest()
  for (const [at, stage] of test.stages.entries()) {
    let report = await runStage(runner, stage, expected[at]!)
    if (report.wrong.length > 0 && report.expected.retry_once === true) {
      report = await runStage(runner, stage, expected[at]!)
    }
    stages.push(report)
    if (report.wrong.length > 0) break
  }
  const passed = stages.every(({ wrong }) => wrong.length === 0)
  const verdict = verdictOf(passed, test, override, stages)
  const { id, file, description } = test
  return {
    id,
    file,
    description,
    verdict,
    reason: override?.reason ?? null,
    milliseconds: performance.now() - began,
    stages: keeps || verdict === 'failed' ? stages : [],
  }
}

function outputsOf(test: FtwTest, override: Override | undefined): readonly FtwOutput[] {
  const written = test.stages.map(({ output }) => output)
  if (override === undefined || override.expect === null) return written
  if (override.expect.length === written.length) return override.expect
  throw new CommandError(`${test.id} has ${written.length} stages, and its override ${override.expect.length} outputs`)
}

async function runStage(runner: StageRunner, stage: FtwStage, expected: FtwOutput): Promise<StageReport> {
  const request = buildRequest(stage.input)
  const result = await runner.run(request, stage.input)
  return { request, expected, result, wrong: unmet(expected, result) }
}

function verdictOf(
  passed: boolean,
  test: FtwTest,
  override: Override | undefined,
  stages: readonly StageReport[],
): Verdict {
  if (override === undefined) return passed ? 'passed' : 'failed'
  if (override.expect === null) return passed ? 'stale' : 'ignored'
  if (!passed) return 'failed'
  const passesAsWritten = stages.every(({ result }, at) => unmet(test.stages[at]!.output, result).length === 0)
  return passesAsWritten ? 'stale' : 'passed'
}
