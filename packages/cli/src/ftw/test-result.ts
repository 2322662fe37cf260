import type { StageResult } from './stage-runner.js'
import type { FtwOutput } from './test-case.js'

/**
 * What became of a test. `ignored`: it fails, and the overrides say why that is so. `stale`: it passes as it is written,
 * although the overrides excuse it.
 */
export type Verdict = 'passed' | 'failed' | 'ignored' | 'stale'

/** One stage as it was run. */
export interface StageReport {
  /** The bytes that were sent, a byte string. */
  readonly request: string
  readonly expected: FtwOutput
  readonly result: StageResult
  readonly wrong: readonly string[]
}

/** A test that was run. */
export interface TestResult {
  readonly id: string
  readonly file: string
  readonly description: string
  readonly verdict: Verdict
  /** Why it is excused, or expects something else than is written; null without an override. */
  readonly reason: string | null
  readonly milliseconds: number
  /** The stages up to the first that failed; none for a test that passed, unless explanations were asked for. */
  readonly stages: readonly StageReport[]
}
