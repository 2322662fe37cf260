import type { StoreCall, StoreReply } from 'secrule'
import type { ErrorLogFormat } from './error-log.js'
import type { InspectionCall, InspectionReply } from './inspection-message.js'

/** What a worker needs to begin. Plain data. */
export interface WorkerStart {
  /** The rules as a bundle: the primary has compiled them, and all workers have the same. */
  readonly bundle: Uint8Array
  /** The file of the error log; null sends its lines to the primary. */
  readonly errorLog: string | null
  readonly errorLogFormat: ErrorLogFormat
  /** Options of the engine. */
  readonly engine: {
    readonly allowPrograms: boolean
    readonly maskCredentials: boolean
    readonly onError: 'block' | 'pass'
  }
  /** The primary asks for `metrics`. */
  readonly isCounted: boolean
}

/**
 * What the primary says to a worker. `ask` is the way to anything that has an answer: `prepare` (its value is a bundle),
 * `status`, and whatever else a worker has an answer for.
 */
export type ToWorker =
  | { readonly kind: 'start'; readonly start: WorkerStart }
  | { readonly kind: 'ask'; readonly id: number; readonly what: string; readonly value: unknown }
  /** Transactions from here on are inspected by the rules that were prepared. */
  | { readonly kind: 'change' }
  | { readonly kind: 'reopen' }
  | { readonly kind: 'stop'; readonly graceful: boolean }
  | InspectionCall
  | StoreReply

/** What a worker says to the primary. */
export type ToPrimary =
  /** It hears what is said from here on. */
  | { readonly kind: 'ready' }
  /** It could inspect from here on. */
  | { readonly kind: 'prepared' }
  /** It was asked to end by somebody else, and only finishes what is under way. */
  | { readonly kind: 'leaving' }
  | { readonly kind: 'failed'; readonly message: string; readonly exitCode: number }
  | { readonly kind: 'log'; readonly line: string }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown; readonly error: string | null }
  | InspectionReply
  | StoreCall
