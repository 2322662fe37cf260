import { TestFileError } from './test-file-error.js'
import type { PlanRunner } from './test-plan.js'
import type { TestResult } from './test-result.js'

/** What became of a test file. */
export interface FileOutcome {
  readonly results: readonly TestResult[]
  /** Why it cannot be used; null when it can. */
  readonly broken: string | null
}

/** Runs a file. That it cannot be used is an outcome; other problems reject. */
export async function outcomeOf(runner: PlanRunner, path: string): Promise<FileOutcome> {
  try {
    return { results: await runner.runFile(path), broken: null }
  } catch (error) {
    if (error instanceof TestFileError) return { results: [], broken: error.message }
    throw error
  }
}
