import { createEngine, type Engine, type EngineOptions, MemoryStore, type Program } from 'secrule'
import type { PreparedRequest } from '../bench/prepared-request.js'

/** An engine whose error log is kept, with time and ids that do not differ between two of them. */
export class Watched {
  readonly engine: Engine
  #lines: string[] = []

  constructor(program: Program, options: EngineOptions = {}) {
    this.engine = createEngine(program, {
      ...options,
      store: new MemoryStore(),
      logger: { log: (line) => void this.#lines.push(line), error: (line) => void this.#lines.push(line) },
      clock: { now: () => 1_700_000_000_000_000, localOffset: () => 0 },
    })
  }

  /** Everything that can be seen of a request: matches with values, texts and log lines, TX, verdict, error log. */
  async observe(request: PreparedRequest): Promise<string> {
    this.#lines = []
    const transaction = this.engine.newTransaction({ id: 'same' })
    transaction.processConnection('198.51.100.7', 54321, '192.0.2.1', 443)
    transaction.processUri(request.uri('x'), request.method, request.httpVersion)
    for (const [name, value] of request.headers) transaction.addRequestHeader(name, value)
    await transaction.processRequestHeaders()
    const body = request.body('x')
    if (body !== null && transaction.bodyNeed('request') === 'buffer') await transaction.writeRequestBody(body)
    await transaction.processRequestBody()
    if (transaction.interruption === null) {
      for (const [name, value] of request.response.headers) transaction.addResponseHeader(name, value)
      await transaction.processResponseHeaders(request.response.status, '1.1')
      const content = request.response.body
      if (content !== null && transaction.bodyNeed('response') === 'buffer')
        await transaction.writeResponseBody(content)
      await transaction.processResponseBody()
    }
    await transaction.processLogging()
    const seen = {
      matches: transaction.matchedRules,
      variables: ['TX', 'MATCHED_VAR', 'MATCHED_VAR_NAME', 'HIGHEST_SEVERITY'].map((name) =>
        transaction.variable(name),
      ),
      verdict: transaction.interruption,
      log: this.#lines,
    }
    transaction.close()
    return JSON.stringify(seen, null, 1)
  }
}
