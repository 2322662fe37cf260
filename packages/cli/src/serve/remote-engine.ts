import { type EngineTransaction, type InspectingEngine, type RawHeaders, valuesOf } from '@secrule/host'
import type { Interruption, Program } from 'secrule'
import type { InspectionReply, InspectionStep, RequestHead, TransactionState } from './inspection-message.js'

/** A process with an engine, as a transaction sees it. */
export interface EngineProcess {
  /** Rejects when the step failed, and when the process is gone. */
  inspect(transaction: number, step: InspectionStep): Promise<InspectionReply>
  /** How many transactions are open there. */
  open: number
  /** It has ended: nothing more will be answered. */
  readonly isGone: boolean
}

/** Where engines are. */
export interface EngineProcesses {
  /** The process to begin a transaction with; waits a moment when there is none. Rejects when there is none for longer. */
  choose(): EngineProcess | Promise<EngineProcess>
  /** Transactions from now on are inspected by the rules that were handed over for this. */
  change(program: Program): void
}

/**
 * An engine whose transactions are in other processes, each in one of them to its end. When that process dies, what is asked
 * next rejects, and so does what was asked: to the host this is an engine that failed, for which it has `onError`.
 */
export class RemoteEngine implements InspectingEngine {
  readonly #processes: EngineProcesses
  #transactions = 0

  constructor(processes: EngineProcesses) {
    this.#processes = processes
  }

  newTransaction({ id, mode }: { readonly id: string; readonly mode?: 'On' | 'DetectionOnly' }): EngineTransaction {
    return new RemoteTransaction(this.#processes, ++this.#transactions, id, mode ?? null)
  }

  reload(program: Program): void {
    this.#processes.change(program)
  }
}

type Verdict = Promise<Interruption | null>

const before: TransactionState = {
  interruption: null,
  requestNeed: 'pass',
  responseNeed: 'pass',
  headerChanges: [],
  ended: null,
  body: [],
}

/** What the engine is told is collected here up to the calls that it decides on, which are a message each. */
class RemoteTransaction implements EngineTransaction {
  readonly #processes: EngineProcesses
  readonly #number: number
  readonly #id: string
  readonly #mode: 'On' | 'DetectionOnly' | null
  #process: EngineProcess | null = null
  #state = before
  #isOver = false
  /** Something was not answered, which the host knows. */
  #hasFailed = false
  #connection: RequestHead['connection'] = ['', 0, '', 0]
  #serverName = ''
  #line: RequestHead['line'] = ['']
  /** Headers or trailers since the last message. */
  #fields: string[] = []
  /** Those whose phase has run. */
  readonly #bodies = new Map<'request' | 'response', readonly Uint8Array[] | null>()

  constructor(processes: EngineProcesses, number: number, id: string, mode: 'On' | 'DetectionOnly' | null) {
    this.#processes = processes
    this.#number = number
    this.#id = id
    this.#mode = mode
  }

  get interruption(): Interruption | null {
    return this.#state.interruption
  }

  processConnection(...connection: RequestHead['connection']): void {
    this.#connection = connection
  }

  setServerName(name: string): void {
    this.#serverName = name
  }

  processRequestLine(raw: string): void {
    this.#line = [raw]
  }

  processUri(uri: string, method: string, version: string): void {
    this.#line = [uri, method, version]
  }

  addRequestHeader(name: string, value: string): void {
    this.#fields.push(name, value)
  }

  async processRequestHeaders(): Verdict {
    const chosen = this.#processes.choose()
    this.#process = chosen instanceof Promise ? await chosen : chosen
    this.#process.open++
    const head = {
      connection: this.#connection,
      serverName: this.#serverName,
      line: this.#line,
      headers: this.#takeFields(),
    }
    const isWhole = head.line.length === 3 && head.line[2].startsWith('1.') && !announcesBody(head.headers)
    return this.#ask({ step: 'begin', id: this.#id, mode: this.#mode, head, isWhole })
  }

  writeRequestBody(chunk: Uint8Array): Verdict {
    return this.#ask({ step: 'request-bytes', chunk })
  }

  addRequestTrailer(name: string, value: string): void {
    this.#fields.push(name, value)
  }

  processRequestBody(): Verdict | Interruption | null {
    if (this.#bodies.has('request')) return this.interruption
    return this.#ask({ step: 'request-end', trailers: this.#takeFields() })
  }

  addResponseHeader(name: string, value: string): void {
    this.#fields.push(name, value)
  }

  processResponseHeaders(status: number, version: string): Verdict {
    return this.#ask({ step: 'response-head', status, version, headers: this.#takeFields() })
  }

  writeResponseBody(chunk: Uint8Array): Verdict {
    return this.#ask({ step: 'response-bytes', chunk })
  }

  processResponseBody(): Verdict | Interruption | null {
    return this.#bodies.has('response') ? this.interruption : this.#ask({ step: 'response-end' })
  }

  async processLogging(): Promise<null> {
    await this.#finish(null)
    return null
  }

  async abort(reason: string): Promise<void> {
    await this.#finish(reason)
  }

  /** The other end closed its own with the last phase. */
  close(): void {
    if (!this.#isOver) void this.#finish('closed').catch(() => {})
  }

  bodyNeed(which: 'request' | 'response'): 'buffer' | 'pass' {
    return which === 'request' ? this.#state.requestNeed : this.#state.responseNeed
  }

  requestBody(): AsyncIterable<Uint8Array> {
    return this.#body('request')
  }

  responseBody(): AsyncIterable<Uint8Array> {
    return this.#body('response')
  }

  responseHeaderChanges(): TransactionState['headerChanges'] {
    return this.#state.headerChanges
  }

  async *#body(which: 'request' | 'response'): AsyncIterable<Uint8Array> {
    const whole = this.#bodies.get(which)
    if (whole !== null) return yield* whole ?? []
    for (;;) {
      const { piece } = await this.#send({ step: 'pull', which })
      if (piece === null) return
      yield piece
    }
  }

  async #ask(step: InspectionStep): Verdict {
    const { state } = await this.#send(step)
    if (state === null) throw new Error('an answer without a state')
    this.#state = state
    if (state.ended !== null) this.#bodies.set(state.ended, state.body)
    return state.interruption
  }

  async #send(step: InspectionStep): Promise<InspectionReply> {
    if (this.#process === null) throw new Error('the transaction was not begun')
    try {
      return await this.#process.inspect(this.#number, step)
    } catch (error) {
      this.#hasFailed = true
      throw error
    }
  }

  async #finish(abortReason: string | null): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    // Never begun: nobody has anything to log.
    if (this.#process === null) return
    this.#process.open--
    if (this.#hasFailed && this.#process.isGone) return
    await this.#send({ step: 'finish', abortReason })
  }

  #takeFields(): string[] {
    const fields = this.#fields
    this.#fields = []
    return fields
  }
}

function announcesBody(headers: RawHeaders): boolean {
  return valuesOf(headers, 'content-length').length > 0 || valuesOf(headers, 'transfer-encoding').length > 0
}
