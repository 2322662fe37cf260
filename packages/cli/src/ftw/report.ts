import type { RuleCoverage } from './coverage.js'
import type { TestResult } from './test-result.js'

/** A run as a whole. */
export interface RunSummary {
  readonly tests: number
  readonly passed: number
  readonly failed: number
  readonly ignored: number
  readonly stale: number
  /** Messages about files that cannot be used. */
  readonly broken: readonly string[]
  readonly milliseconds: number
  /** Null: nobody asked. */
  readonly coverage: readonly RuleCoverage[] | null
  /** Ids in the overrides of which there is no test; empty when only some tests were run. */
  readonly unknownOverrides: readonly string[]
}

/** Tells results as they come, and the sum at the end. */
export interface Report {
  results(results: readonly TestResult[]): void
  /** A test file that cannot be used. */
  broken(message: string): void
  end(summary: RunSummary): void
}
