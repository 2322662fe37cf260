import type { Interruption } from 'secrule'

/** What an engine is told of a request before its body. */
export interface RequestHead {
  readonly connection: readonly [client: string, clientPort: number, server: string, serverPort: number]
  readonly serverName: string
  /** The first line as sent, or what a parser made of it. */
  readonly line: readonly [raw: string] | readonly [target: string, method: string, version: string]
  /** Names and values in turn. */
  readonly headers: readonly string[]
}

/**
 * What is asked of the engine for a transaction, one step after the other. Where nothing can come between two phases, one
 * step runs both: a message costs as much as a phase of a small ruleset.
 */
export type InspectionStep =
  /** Phase 1, and phase 2 where there is no body. */
  | {
      readonly step: 'begin'
      readonly id: string
      readonly mode: 'On' | 'DetectionOnly' | null
      readonly head: RequestHead
      readonly isWhole: boolean
    }
  | { readonly step: 'request-bytes' | 'response-bytes'; readonly chunk: Uint8Array }
  | { readonly step: 'request-end'; readonly trailers: readonly string[] }
  /** Phase 3, and phase 4 where the body is not inspected. */
  | {
      readonly step: 'response-head'
      readonly status: number
      readonly version: string
      readonly headers: readonly string[]
    }
  | { readonly step: 'response-end' }
  /** The next piece of a body that is held, where an answer had no room for all of it. */
  | { readonly step: 'pull'; readonly which: 'request' | 'response' }
  /** Phase 5, and the end of the transaction. */
  | { readonly step: 'finish'; readonly abortReason: string | null }

/** A step on its way to the process that has the engine. Plain data. */
export interface InspectionCall {
  readonly kind: 'inspect'
  readonly call: number
  readonly transaction: number
  readonly step: InspectionStep
}

/** What a host may ask a transaction at any time, as of the latest step. */
export interface TransactionState {
  readonly interruption: Interruption | null
  readonly requestNeed: 'buffer' | 'pass'
  readonly responseNeed: 'buffer' | 'pass'
  readonly headerChanges: readonly { readonly name: string; readonly value: string | null }[]
  /** The body whose phase has run now, if any has. */
  readonly ended: 'request' | 'response' | null
  /** That body, as it is to be sent on; null when it has to be pulled. */
  readonly body: readonly Uint8Array[] | null
}

/** The answer to a call. `error` says why it failed; then the transaction is of no more use. */
export interface InspectionReply {
  readonly kind: 'inspected'
  readonly call: number
  readonly state: TransactionState | null
  /** What was pulled; null at the end. */
  readonly piece: Uint8Array | null
  readonly error: string | null
}
