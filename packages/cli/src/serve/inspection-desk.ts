import { type EngineTransaction, eachHeader, type InspectingEngine } from '@secrule/host'
import type { InspectionCall, InspectionReply, InspectionStep, TransactionState } from './inspection-message.js'

/** A body up to so many bytes goes along with the answer to its last step. */
const mostInline = 262_144

interface Open {
  readonly transaction: EngineTransaction
  /** The bodies that are being pulled. */
  readonly pulling: Map<string, AsyncIterator<Uint8Array>>
}

/**
 * The worker's end of transactions whose requests another process has: carries out the steps that it is sent on the engine
 * here, and answers each.
 */
export class InspectionDesk {
  readonly #engine: InspectingEngine
  readonly #reply: (reply: InspectionReply) => void
  readonly #open = new Map<number, Open>()
  #onIdle: (() => void) | null = null

  constructor(engine: InspectingEngine, reply: (reply: InspectionReply) => void) {
    this.#engine = engine
    this.#reply = reply
  }

  /** Ends when no transaction is open; none may begin after this. */
  idle(): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.#onIdle = resolve
    })
  }

  /** Carries out a step. What the engine throws is in the answer. */
  async receive({ call, transaction, step }: InspectionCall): Promise<void> {
    const reply = (state: TransactionState | null, piece: Uint8Array | null, error: string | null): void =>
      this.#reply({ kind: 'inspected', call, state, piece, error })
    try {
      if (step.step === 'pull') reply(null, await this.#pull(transaction, step.which), null)
      else if (step.step === 'finish') {
        await this.#finish(transaction, step.abortReason)
        reply(null, null, null)
      } else reply(await this.#take(transaction, step), null, null)
    } catch (error) {
      reply(null, null, error instanceof Error ? (error.stack ?? error.message) : String(error))
    }
  }

  async #take(number: number, step: Exclude<InspectionStep, { step: 'pull' | 'finish' }>): Promise<TransactionState> {
    if (step.step === 'begin') {
      const options = step.mode === null ? { id: step.id } : { id: step.id, mode: step.mode }
      this.#open.set(number, { transaction: this.#engine.newTransaction(options), pulling: new Map() })
    }
    const { transaction } = this.#find(number)
    let ended = await carryOut(transaction, step)
    if (ended === null && transaction.interruption === null) {
      if (step.step === 'begin' && step.isWhole) {
        await transaction.processRequestBody()
        ended = 'request'
      } else if (step.step === 'response-head' && transaction.bodyNeed('response') === 'pass') {
        await transaction.processResponseBody()
        ended = 'response'
      }
    }
    return {
      interruption: transaction.interruption,
      requestNeed: transaction.bodyNeed('request'),
      responseNeed: transaction.bodyNeed('response'),
      headerChanges: transaction.responseHeaderChanges(),
      ended,
      body: ended === null || transaction.interruption !== null ? [] : await this.#inline(number, ended),
    }
  }

  /** A whole small body; null for a larger one, which is then ready to be pulled. */
  async #inline(number: number, which: 'request' | 'response'): Promise<Uint8Array[] | null> {
    const { transaction, pulling } = this.#find(number)
    const body = (which === 'request' ? transaction.requestBody() : transaction.responseBody())[Symbol.asyncIterator]()
    const pieces: Uint8Array[] = []
    let bytes = 0
    while (bytes <= mostInline) {
      const next = await body.next()
      if (next.done === true) return pieces
      pieces.push(next.value)
      bytes += next.value.length
    }
    pulling.set(which, rejoined(pieces, body))
    return null
  }

  async #pull(number: number, which: string): Promise<Uint8Array | null> {
    const body = this.#find(number).pulling.get(which)
    if (body === undefined) throw new Error(`there is no ${which} body to be pulled`)
    const next = await body.next()
    return next.done === true ? null : next.value
  }

  async #finish(number: number, abortReason: string | null): Promise<void> {
    const { transaction } = this.#find(number)
    try {
      if (abortReason === null) await transaction.processLogging()
      else await transaction.abort(abortReason)
    } finally {
      this.#open.delete(number)
      transaction.close()
      if (this.#open.size === 0) this.#onIdle?.()
    }
  }

  #find(number: number): Open {
    const found = this.#open.get(number)
    if (found === undefined) throw new Error('there is no such transaction')
    return found
  }
}

/** Gives which body has ended with this step. The verdict is the transaction's. */
async function carryOut(
  transaction: EngineTransaction,
  step: Exclude<InspectionStep, { step: 'pull' | 'finish' }>,
): Promise<'request' | 'response' | null> {
  switch (step.step) {
    case 'begin': {
      const { connection, serverName, line, headers } = step.head
      transaction.processConnection(...connection)
      if (serverName !== '') transaction.setServerName(serverName)
      if (line.length === 1) transaction.processRequestLine(line[0])
      else transaction.processUri(...line)
      eachHeader(headers, (name, value) => transaction.addRequestHeader(name, value))
      await transaction.processRequestHeaders()
      return null
    }
    case 'request-bytes':
      await transaction.writeRequestBody(step.chunk)
      return null
    case 'request-end':
      eachHeader(step.trailers, (name, value) => transaction.addRequestTrailer(name, value))
      await transaction.processRequestBody()
      return 'request'
    case 'response-head':
      eachHeader(step.headers, (name, value) => transaction.addResponseHeader(name, value))
      await transaction.processResponseHeaders(step.status, step.version)
      return null
    case 'response-bytes':
      await transaction.writeResponseBody(step.chunk)
      return null
    case 'response-end':
      await transaction.processResponseBody()
      return 'response'
    default:
      return step satisfies never
  }
}

async function* rejoined(
  first: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield* first
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
}
