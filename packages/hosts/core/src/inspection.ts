import type { Interruption, MatchedRule, MaybePromise } from 'secrule'
import type { ClientAddress } from './client-address.js'
import type { EngineTransaction, InspectingEngine } from './inspecting-engine.js'
import { eachHeader, type RawHeaders } from './raw-headers.js'

/** The engine failed: the exchange is stopped by nobody's rule. */
const engineFailure: Interruption = { action: 'deny', status: 500, phase: 0, ruleId: 0, reason: 'error' }

/** Body bytes of one exchange that are copied for the case that the engine fails. */
const maxCopied = 1_048_576

type Verdict = Interruption | null

/** What an inspection needs from its surroundings. */
export interface InspectionOptions {
  /** Null inspects nothing and passes everything. */
  readonly engine: InspectingEngine | null
  readonly onError: 'block' | 'pass'
  /** In place of SecRuleEngine. With `DetectionOnly` no verdict is told to the caller, whatever the engine says. */
  readonly mode?: 'On' | 'DetectionOnly' | undefined
  reportError(message: string): void
}

/** The first line of a request: as sent, or taken apart by a parser. */
export type RequestLine =
  | { readonly line: string }
  | { readonly method: string; readonly target: string; readonly version: string }

/**
 * One transaction of the engine, with the failure policy around it: when a call throws or rejects, `block` turns that
 * into an interruption and `pass` lets the exchange go on uninspected. Nothing here throws. An answer is a promise only
 * where the engine had to wait.
 */
export class Inspection {
  readonly id: string
  private readonly transaction: EngineTransaction | null
  private isOff = false
  private isDecided = false
  private failure: Interruption | null = null

  private readonly options: InspectionOptions
  /** With `pass`, what the engine was given, so that it is not lost with the engine. Null: no copy, or too much for one. */
  private readonly copies: { request: Uint8Array[] | null; response: Uint8Array[] | null }
  private copiedBytes = 0

  /** `id` is the transaction's id: what a trusted client sent, or one made by the caller. */
  constructor(options: InspectionOptions, id: string) {
    this.options = options
    this.id = id
    const hasCopies = options.onError === 'pass'
    this.copies = { request: hasCopies ? [] : null, response: hasCopies ? [] : null }
    let transaction: EngineTransaction | null = null
    try {
      const { engine, mode } = options
      transaction = engine?.newTransaction(mode === undefined ? { id } : { id, mode }) ?? null
    } catch (error) {
      this.fail(error)
    }
    this.transaction = transaction
  }

  /** Everything that is known of a request before its body. Phase 1. */
  requestHead(
    head: RequestLine,
    headers: RawHeaders,
    client: ClientAddress,
    server: { readonly address: string; readonly port: number; readonly name: string },
  ): MaybePromise<Verdict> {
    return this.guard((transaction) => {
      transaction.processConnection(client.address, client.port, server.address, server.port)
      if (server.name !== '') transaction.setServerName(server.name)
      if ('line' in head) transaction.processRequestLine(head.line)
      else transaction.processUri(head.target, head.method, head.version)
      eachHeader(headers, (name, value) => transaction.addRequestHeader(name, value))
      return transaction.processRequestHeaders()
    })
  }

  writeRequestBody(chunk: Uint8Array): MaybePromise<Verdict> {
    this.copy('request', chunk)
    return this.guard((transaction) => transaction.writeRequestBody(chunk))
  }

  /** Phase 2, with the trailers that came after the body. */
  requestEnd(trailers: RawHeaders): MaybePromise<Verdict> {
    return this.guard((transaction) => {
      eachHeader(trailers, (name, value) => transaction.addRequestTrailer(name, value))
      return transaction.processRequestBody()
    })
  }

  /** Phase 3. */
  responseHead(status: number, headers: RawHeaders, version = '1.1'): MaybePromise<Verdict> {
    return this.guard((transaction) => {
      eachHeader(headers, (name, value) => transaction.addResponseHeader(name, value))
      return transaction.processResponseHeaders(status, version)
    })
  }

  writeResponseBody(chunk: Uint8Array): MaybePromise<Verdict> {
    this.copy('response', chunk)
    return this.guard((transaction) => transaction.writeResponseBody(chunk))
  }

  /** Phase 4. */
  responseEnd(): MaybePromise<Verdict> {
    return this.guard((transaction) => transaction.processResponseBody())
  }

  /** `pass` also when the engine is out of the game. */
  bodyNeed(which: 'request' | 'response'): 'buffer' | 'pass' {
    if (this.transaction === null || this.isOff || this.isDecided) return 'pass'
    try {
      return this.transaction.bodyNeed(which)
    } catch (error) {
      this.fail(error)
      return 'pass'
    }
  }

  /** The bytes the engine holds back. Iterating may reject: then the message is lost, and nobody may guess its rest. */
  body(which: 'request' | 'response'): AsyncIterable<Uint8Array> {
    if (this.transaction === null) return each([])
    if (this.isOff) return each(this.copies[which])
    return which === 'request' ? this.transaction.requestBody() : this.transaction.responseBody()
  }

  headerChanges(): readonly { readonly name: string; readonly value: string | null }[] {
    try {
      return this.transaction?.responseHeaderChanges() ?? []
    } catch (error) {
      this.fail(error)
      return []
    }
  }

  /** The engine's verdict, whichever call brought it, and also where it is not carried out. */
  get interruption(): Verdict {
    if (this.failure !== null) return this.failure
    try {
      return this.transaction?.interruption ?? null
    } catch {
      return null
    }
  }

  /** What `setenv` set so far. */
  get environment(): ReadonlyMap<string, string> {
    try {
      return this.transaction?.environment?.() ?? new Map()
    } catch {
      return new Map()
    }
  }

  /** Every match so far. */
  get matchedRules(): readonly MatchedRule[] {
    try {
      return this.transaction?.matchedRules ?? []
    } catch {
      return []
    }
  }

  /** The verdict is being carried out by a message that goes on: from here the engine is told and not asked. */
  settle(): void {
    this.isDecided = true
  }

  /** The host could not do its part: the failure policy decides what that means, as for a failure of the engine. */
  fail(error: unknown): Verdict {
    this.isOff = true
    if (this.options.onError === 'block' && this.options.mode !== 'DetectionOnly') this.failure = engineFailure
    this.report(error)
    return this.failure
  }

  /** Phase 5, by way of `abort` when the exchange was cut short; then lets the transaction go. */
  async finish(abortReason: string | null): Promise<void> {
    const transaction = this.transaction
    if (transaction === null) return
    try {
      if (abortReason === null) await transaction.processLogging()
      else await transaction.abort(abortReason)
    } catch (error) {
      this.report(error)
    }
    try {
      transaction.close()
    } catch (error) {
      this.report(error)
    }
  }

  private guard(call: (transaction: EngineTransaction) => MaybePromise<Verdict>): MaybePromise<Verdict> {
    if (this.failure !== null) return this.failure
    if (this.transaction === null || this.isOff) return null
    try {
      const verdict = call(this.transaction)
      if (!(verdict instanceof Promise)) return this.told(verdict)
      return verdict.then(
        (late) => this.told(late),
        (error: unknown) => this.fail(error),
      )
    } catch (error) {
      return this.fail(error)
    }
  }

  private told(verdict: Verdict): Verdict {
    return this.isDecided || this.options.mode === 'DetectionOnly' ? null : verdict
  }

  private copy(which: 'request' | 'response', chunk: Uint8Array): void {
    this.copiedBytes += chunk.length
    if (this.copiedBytes > maxCopied) this.copies[which] = null
    else this.copies[which]?.push(chunk)
  }

  private report(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.options.reportError(`[id "${this.id}"] engine: ${text}`)
  }
}

async function* each(chunks: readonly Uint8Array[] | null): AsyncIterable<Uint8Array> {
  if (chunks === null) throw new Error('the body was lost with the engine')
  yield* chunks
}
