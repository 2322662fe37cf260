import type { QueueLimits } from './bounded-queue.js'

/** What a sink may be told besides the directives. */
export interface SinkOptions {
  /** Gets told of losses, seldom; the engine's error log by default where the engine makes the sink. */
  readonly report?: (message: string) => void
  /** What waits for a program, a server or a syslog daemon: 10,000 records and 32 MiB by default. More is lost, and counted. */
  readonly queue?: QueueLimits
  /** Milliseconds between tries, at first and at most: 250 and 30,000. */
  readonly retry?: readonly [least: number, most: number]
  /** Milliseconds after which a server that does not answer is given up for this try: 10,000. */
  readonly timeout?: number
  /** Milliseconds that a batch waits for more records: 1,000. */
  readonly batchDelay?: number
  /** Most records and bytes of a batch: 100 and 1 MiB. */
  readonly batch?: QueueLimits
  /** Milliseconds that closing tries to bring out what waits: 5,000. */
  readonly closeWithin?: number
  /** Headers of requests to an HTTPS server, such as Authorization. */
  readonly headers?: Readonly<Record<string, string>>
  /** Certificates of the authority that the HTTPS server's one is checked against, in place of the usual ones. */
  readonly authority?: string
}

/** The same with everything filled in. */
export type FullSinkOptions = Required<Omit<SinkOptions, 'authority'>> & Pick<SinkOptions, 'authority'>

export function fullSinkOptions(options: SinkOptions): FullSinkOptions {
  return {
    report: () => {},
    queue: { records: 10_000, bytes: 33_554_432 },
    retry: [250, 30_000],
    timeout: 10_000,
    batchDelay: 1000,
    batch: { records: 100, bytes: 1_048_576 },
    closeWithin: 5000,
    headers: {},
    ...options,
  }
}
