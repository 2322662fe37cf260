import type { Inspection } from '../inspection.js'
import type { FtwInput } from './test-case.js'

/** What a stage led to. Texts are byte strings. */
export interface StageResult {
  /** Null: no usable answer came. */
  readonly status: number | null
  /** Why there is no usable answer. */
  readonly failure: string | null
  /** The answer from its status line on, as far as it came. */
  readonly response: string
  readonly logLines: readonly string[]
  /** What `logMessage` of a request to /reflect made the backend say, where it is ours. */
  readonly backendLog: readonly string[]
  /** What the rules made of each request that arrived; empty unless explanations were asked for. */
  readonly inspections: readonly Inspection[]
}

/** What carries out the stages of tests: an engine in this process, our own proxy, or another server. */
export interface StageRunner {
  /** A new test begins, which must not see anything of the one before. */
  beginTest(): void
  run(raw: string, input: FtwInput): Promise<StageResult>
  close(): Promise<void>
}
