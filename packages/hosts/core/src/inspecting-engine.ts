import type { Program, Transaction } from 'secrule'

/** The part of a transaction that hosts call. */
export type EngineTransaction = Pick<
  Transaction,
  | 'processConnection'
  | 'setServerName'
  | 'processRequestLine'
  | 'processUri'
  | 'addRequestHeader'
  | 'processRequestHeaders'
  | 'writeRequestBody'
  | 'addRequestTrailer'
  | 'processRequestBody'
  | 'addResponseHeader'
  | 'processResponseHeaders'
  | 'writeResponseBody'
  | 'processResponseBody'
  | 'processLogging'
  | 'abort'
  | 'close'
  | 'bodyNeed'
  | 'requestBody'
  | 'responseBody'
  | 'responseHeaderChanges'
  | 'interruption'
> &
  Partial<Pick<Transaction, 'environment' | 'matchedRules'>>

/** The part of an engine that hosts call; `createEngine` of secrule makes one. */
export interface InspectingEngine {
  newTransaction(options: { readonly id: string; readonly mode?: 'On' | 'DetectionOnly' }): EngineTransaction
  reload(program: Program): void
}
