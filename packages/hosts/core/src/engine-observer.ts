import type { Interruption } from 'secrule'

/** Told of what an engine does, for metrics. Its methods are called in the middle of requests: they must be quick and not throw. */
export interface EngineObserver {
  /** A transaction was opened. */
  began(): void
  /** A phase (1 to 5) of a transaction has run, with the bytes of its body if it has one. */
  phase(phase: number, seconds: number): void
  /** Bytes of a body that the engine was given. */
  bytes(which: 'request' | 'response', count: number): void
  /** A transaction is over. */
  finished(interruption: Interruption | null): void
  /** A call of the engine threw or rejected: what that means for the request is up to `onError`. */
  failed(): void
  /** New rules are in use, or could not be used. */
  reloaded(isUsable: boolean): void
}
