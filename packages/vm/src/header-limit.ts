import type { TransactionContext } from './transaction-context.js'

/**
 * Counts the header lines of a message, trailers included. What goes over a limit is not kept, sets INBOUND_DATA_ERROR or
 * OUTBOUND_DATA_ERROR, and ends the transaction where the engine is On: with 431, or with the status of a response over
 * its limit.
 */
export class HeaderLimit {
  readonly #context: TransactionContext
  readonly #which: 'request' | 'response'
  #lines = 0
  #bytes = 0

  constructor(context: TransactionContext, which: 'request' | 'response') {
    this.#context = context
    this.#which = which
  }

  /** Whether one more line is to be kept. */
  takes(name: string, value: string): boolean {
    const { limits } = this.#context.services
    this.#lines++
    this.#bytes += name.length + value.length
    if (this.#lines > limits.headers) return this.#refuse(`more than ${limits.headers} ${this.#which} headers`)
    if (this.#bytes <= limits.headerBytes) return true
    return this.#refuse(`${this.#which} headers are larger than ${limits.headerBytes} bytes`)
  }

  #refuse(message: string): false {
    const { settings, dialect, request, response } = this.#context
    const isRequest = this.#which === 'request'
    if (isRequest) request.headersOverLimit = true
    else response.headersOverLimit = true
    const status = isRequest ? 431 : dialect.responseLimitStatus
    if (settings.ruleEngine === 'On') this.#context.interruptFor('limit', status, message)
    return false
  }
}
