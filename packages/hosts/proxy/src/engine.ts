/** Now or later: the proxy awaits either. */
export type MaybePromise<T> = T | Promise<T>

/** What the engine wants done instead of serving the exchange. */
export interface Interruption {
  readonly action: 'deny' | 'drop' | 'redirect' | 'proxy'
  readonly status: number
  readonly phase: number
  /** 0: a limit or an error, not a rule. */
  readonly ruleId: number
  readonly reason: 'rule' | 'limit' | 'error'
  readonly url?: string
  readonly pauseMs?: number
  readonly message?: string
}

/** The part of the engine's transaction that a host calls. All strings are byte strings. */
export interface Transaction {
  readonly id: string
  processConnection(clientAddress: string, clientPort: number, serverAddress: string, serverPort: number): void
  setServerName(name: string): void
  processRequestLine(rawLine: string): void
  processUri(uri: string, method: string, httpVersion: string): void
  addRequestHeader(name: string, value: string): void
  processRequestHeaders(): MaybePromise<Interruption | null>
  writeRequestBody(chunk: Uint8Array): MaybePromise<Interruption | null>
  addRequestTrailer(name: string, value: string): void
  processRequestBody(): MaybePromise<Interruption | null>
  addResponseHeader(name: string, value: string): void
  processResponseHeaders(status: number, httpVersion: string): MaybePromise<Interruption | null>
  writeResponseBody(chunk: Uint8Array): MaybePromise<Interruption | null>
  processResponseBody(): MaybePromise<Interruption | null>
  processLogging(): MaybePromise<unknown>
  abort(reason: string): MaybePromise<void>
  close(): void
  bodyNeed(which: 'request' | 'response'): 'buffer' | 'pass'
  requestBody(): AsyncIterable<Uint8Array>
  responseBody(): AsyncIterable<Uint8Array>
  responseHeaderChanges(): readonly { readonly name: string; readonly value: string | null }[]
  readonly interruption: Interruption | null
}

/** The part of a compiled ruleset that the proxy looks at. */
export interface Program {
  readonly settings: { readonly responseBodyAccess: boolean; readonly serverSignature: string | null }
}

/** The part of the engine that the proxy calls. */
export interface Engine {
  newTransaction(options?: { id?: string }): Transaction
  reload(program: Program): void
}
