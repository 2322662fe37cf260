import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Guard, Inspection } from '@secrule/host'
import { inspectRequest } from './inspect-request.js'
import { requestFacts } from './request-facts.js'
import { ResponseGate } from './response-gate.js'
import { remember } from './transaction-of.js'

/** One request on its way through the engine, and the gate in front of its response. */
export class Exchange {
  readonly gate: ResponseGate
  readonly #request: IncomingMessage
  readonly #inspection: Inspection
  readonly #facts: ReturnType<typeof requestFacts>
  #isFinished = false

  constructor(guard: Guard, request: IncomingMessage, response: ServerResponse) {
    this.#request = request
    this.#facts = requestFacts(guard, request)
    this.#inspection = guard.inspect(this.#facts.headers)
    this.gate = new ResponseGate({ guard, inspection: this.#inspection, facts: this.#facts, response })
    remember(request, this.#inspection)
    const { stream } = response as { readonly stream?: { readonly aborted: boolean } }
    // A stream of HTTP/2 that the client resets says that it is finished, too.
    const isSent = (): boolean => response.writableFinished && stream?.aborted !== true
    response.once('finish', () => this.#finish(stream?.aborted === true ? 'client closed' : null))
    void this.gate.closed.then(() => this.#finish(isSent() ? null : 'client closed'))
  }

  /** Phases 1 and 2. True when the application is to have the request; otherwise it has been answered. Never rejects. */
  async admit(): Promise<boolean> {
    const verdict = await inspectRequest(this.#inspection, this.#request, this.#facts)
    if (verdict === 'gone' || this.#isFinished) return false
    if (verdict === null) return true
    await this.gate.stop(verdict)
    return false
  }

  #finish(abortReason: string | null): void {
    if (this.#isFinished) return
    this.#isFinished = true
    void this.#inspection.finish(this.#inspection.interruption === null ? abortReason : null)
  }
}
