import type { HttpRequest, HttpResponse } from '../exchange/exchange.js'

/** A rule that matched, as an audit log tells of it. Byte strings; what a format leaves out is empty. */
export interface LoggedMatch {
  readonly id: number
  readonly message: string
  readonly data: string
  /** 0 (emergency) to 7; null where the log does not say. */
  readonly severity: number | null
  readonly tags: readonly string[]
  readonly file: string
  readonly line: number
  /** Name of the operator as logs write it, and its argument, both cut where they are long. */
  readonly operator: string
  readonly argument: string
  /** `ARGS:name`; empty where the log does not name it. */
  readonly variable: string
  /** The value before transformations, as far as the log shows it. */
  readonly value: string
  /** More of the value was there than the log shows. */
  readonly isCut: boolean
  /** Names of the transformations that were applied to the value. */
  readonly transformations: readonly string[]
  /** The rule ended the transaction: `Access denied with code 403 (phase 2).` */
  readonly denial: string | null
}

/** One record of an audit log, whatever its format. */
export interface LoggedRecord {
  readonly id: string
  /** As the log writes it. */
  readonly time: string
  readonly client: { readonly address: string; readonly port: number }
  readonly server: { readonly address: string; readonly port: number }
  /** Null when the record has no request line or no headers (part B). */
  readonly request: HttpRequest | null
  /** What was answered: of a blocked request the block page, not what the application would have said. */
  readonly response: HttpResponse | null
  readonly matches: readonly LoggedMatch[]
  /** The log says that the transaction was stopped. Null where its format can not tell. */
  readonly isIntercepted: boolean | null
  /** File and line or number of the record, for messages. */
  readonly place: string
}
