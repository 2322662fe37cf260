import type { ProxyAddress, ProxyOptions } from '@secrule/proxy'
import type { StoreCall, StoreReply } from 'secrule'
import type { ErrorLogFormat } from './error-log.js'

/** What a worker needs to begin. Plain data. */
export interface WorkerStart {
  readonly proxy: Partial<ProxyOptions>
  readonly upstream: string
  /** The rules as a bundle: the primary has compiled them, and all workers have the same. */
  readonly bundle: Uint8Array
  /** The file of the error log; null sends its lines to the primary. */
  readonly errorLog: string | null
  readonly errorLogFormat: ErrorLogFormat
  /** Options of the engine. */
  readonly engine: { readonly allowPrograms: boolean; readonly maskCredentials: boolean }
  /** The primary asks for `metrics`. */
  readonly isCounted: boolean
}

/**
 * What the primary says to a worker. `ask` is the way to anything that has an answer: `reload` (its value is a bundle),
 * `status`, and whatever else a worker has an answer for.
 */
export type ToWorker =
  /** Get ready to serve, and wait. */
  | { readonly kind: 'start'; readonly start: WorkerStart }
  | { readonly kind: 'serve' }
  | { readonly kind: 'ask'; readonly id: number; readonly what: string; readonly value: unknown }
  | { readonly kind: 'reopen' }
  | { readonly kind: 'stop'; readonly graceful: boolean }
  | StoreReply

/** What a worker says to the primary. */
export type ToPrimary =
  /** It hears what is said from here on. */
  | { readonly kind: 'ready' }
  /** It could serve from here on. */
  | { readonly kind: 'prepared' }
  | { readonly kind: 'listening'; readonly address: ProxyAddress }
  /** It was asked to end by somebody else, and only finishes what is under way. */
  | { readonly kind: 'leaving' }
  | { readonly kind: 'failed'; readonly message: string; readonly exitCode: number }
  | { readonly kind: 'log'; readonly line: string }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown; readonly error: string | null }
  | StoreCall
