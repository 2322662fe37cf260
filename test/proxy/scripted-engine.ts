import type { EngineTransaction, InspectingEngine } from '@secrule/proxy'
import type { Interruption } from 'secrule'

type Verdict = Interruption | null | Promise<Interruption | null>

/** What a scripted engine does where a ruleset would decide. Everything left out lets through and buffers nothing. */
export interface Script {
  phase1?(transaction: ScriptedTransaction): Verdict
  phase2?(transaction: ScriptedTransaction): Verdict
  phase3?(transaction: ScriptedTransaction): Verdict
  phase4?(transaction: ScriptedTransaction): Verdict
  onRequestChunk?(transaction: ScriptedTransaction): Verdict
  onResponseChunk?(transaction: ScriptedTransaction): Verdict
  requestNeed?(transaction: ScriptedTransaction): 'buffer' | 'pass'
  responseNeed?(transaction: ScriptedTransaction): 'buffer' | 'pass'
  headerChanges?(transaction: ScriptedTransaction): { name: string; value: string | null }[]
}

/** A deny verdict with whatever a test wants different. */
export function verdict(changes: Partial<Interruption> = {}): Interruption {
  return { action: 'deny', status: 403, phase: 1, ruleId: 7, reason: 'rule', ...changes }
}

/** A transaction that remembers what it was told and does as the script says. Calls out of order throw. */
export class ScriptedTransaction implements EngineTransaction {
  interruption: Interruption | null = null
  connection = { client: '', clientPort: 0, server: '', serverPort: 0 }
  serverName = ''
  line = ''
  method = ''
  target = ''
  version = ''
  readonly requestHeaders: [string, string][] = []
  readonly trailers: [string, string][] = []
  readonly responseHeaders: [string, string][] = []
  readonly requestChunks: Uint8Array[] = []
  readonly responseChunks: Uint8Array[] = []
  status = 0
  phase = 0
  aborted: string | null = null
  isClosed = false
  readonly id: string
  private readonly script: Script

  constructor(id: string, script: Script) {
    this.id = id
    this.script = script
  }

  get requestText(): string {
    return Buffer.concat(this.requestChunks).toString('latin1')
  }

  get responseText(): string {
    return Buffer.concat(this.responseChunks).toString('latin1')
  }

  header(name: string): string | undefined {
    return this.requestHeaders.find(([key]) => key.toLowerCase() === name)?.[1]
  }

  processConnection(client: string, clientPort: number, server: string, serverPort: number): void {
    this.connection = { client, clientPort, server, serverPort }
  }

  setServerName(name: string): void {
    this.serverName = name
  }

  processRequestLine(line: string): void {
    this.line = line
  }

  processUri(target: string, method: string, version: string): void {
    Object.assign(this, { target, method, version, line: `${method} ${target} HTTP/${version}` })
  }

  addRequestHeader(name: string, value: string): void {
    this.requestHeaders.push([name, value])
  }

  processRequestHeaders() {
    return this.enter(1, this.script.phase1)
  }

  writeRequestBody(chunk: Uint8Array) {
    this.must(this.phase === 1, 'a request chunk outside of the request')
    this.requestChunks.push(chunk)
    return this.keep(this.script.onRequestChunk?.(this) ?? null)
  }

  addRequestTrailer(name: string, value: string): void {
    this.must(this.phase === 1, 'a trailer outside of the request')
    this.trailers.push([name, value])
  }

  processRequestBody() {
    return this.enter(2, this.script.phase2)
  }

  addResponseHeader(name: string, value: string): void {
    this.responseHeaders.push([name, value])
  }

  processResponseHeaders(status: number) {
    this.status = status
    return this.enter(3, this.script.phase3)
  }

  writeResponseBody(chunk: Uint8Array) {
    this.must(this.phase === 3, 'a response chunk outside of the response')
    this.responseChunks.push(chunk)
    return this.keep(this.script.onResponseChunk?.(this) ?? null)
  }

  processResponseBody() {
    return this.enter(4, this.script.phase4)
  }

  processLogging() {
    this.must(this.phase < 5, 'logging twice')
    this.phase = 5
    return null
  }

  abort(reason: string): void {
    this.aborted = reason
    this.phase = 5
  }

  close(): void {
    this.must(this.phase === 5, 'closed without logging')
    this.isClosed = true
  }

  bodyNeed(which: 'request' | 'response'): 'buffer' | 'pass' {
    if (this.interruption !== null) return 'pass'
    return (which === 'request' ? this.script.requestNeed?.(this) : this.script.responseNeed?.(this)) ?? 'pass'
  }

  requestBody() {
    return each(this.requestChunks)
  }

  responseBody() {
    return each(this.responseChunks)
  }

  responseHeaderChanges() {
    return this.script.headerChanges?.(this) ?? []
  }

  private enter(phase: number, step: ((transaction: ScriptedTransaction) => Verdict) | undefined) {
    this.must(!this.isClosed && this.phase < phase, `phase ${phase} after phase ${this.phase}`)
    this.phase = phase
    if (this.interruption !== null) return this.interruption
    return this.keep(step?.(this) ?? null)
  }

  private keep(result: Verdict): Verdict {
    if (result instanceof Promise) return result.then((late) => this.keep(late))
    if (result !== null) this.interruption ??= result
    return this.interruption
  }

  private must(isSo: boolean, what: string): void {
    if (!isSo) throw new Error(`host misuse: ${what}`)
  }
}

async function* each(chunks: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* chunks
}

/** An engine without rules. Keeps its latest transactions. */
export class ScriptedEngine implements InspectingEngine {
  readonly transactions: ScriptedTransaction[] = []
  script: Script
  opened = 0

  constructor(script: Script = {}) {
    this.script = script
  }

  newTransaction({ id }: { readonly id: string }): ScriptedTransaction {
    const transaction = new ScriptedTransaction(id, this.script)
    this.opened++
    this.transactions.push(transaction)
    if (this.transactions.length > 100) this.transactions.shift()
    return transaction
  }

  reload(): void {}

  get last(): ScriptedTransaction {
    const transaction = this.transactions.at(-1)
    if (transaction === undefined) throw new Error('no transaction was opened')
    return transaction
  }
}
