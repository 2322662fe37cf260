import type { Inspection } from '@secrule/host'
import type { Interruption } from 'secrule'
import { DecodedChunks } from './decoded-chunks.js'
import type { Operation, OperationQueue } from './operation-queue.js'

/** What is to be sent of an inspected body, and what has to change about the headers for it. */
export interface InspectedBody {
  readonly operations: readonly Operation[]
  readonly headers: ReadonlyMap<string, string | null>
}

/** Fields that describe the encoded bytes. */
const ofEncoding = ['content-encoding', 'content-md5', 'digest', 'content-digest', 'etag', 'accept-ranges']

/**
 * Feeds a response body to the engine for as long as it wants it. A body with a content encoding is shown decoded and
 * sent as the application made it, unless the rules have changed it.
 */
export class ResponseInspector {
  readonly #inspection: Inspection
  readonly #decoder: DecodedChunks | null
  /** What the application wrote, where that is not what the engine has. */
  readonly #taken: Operation[] = []
  #hasEnded = false

  constructor(inspection: Inspection, contentEncoding: unknown) {
    this.#inspection = inspection
    this.#decoder = DecodedChunks.open(contentEncoding)
  }

  /** Phase 4 is left to the caller. */
  async run(queue: OperationQueue): Promise<Interruption | null> {
    try {
      while (this.#wants) {
        const operation = await queue.next()
        if (operation === null) return null
        this.#hasEnded = operation.kind === 'end'
        if (this.#hasEnded && this.#decoder === null) return null
        if (operation.kind === 'chunk' && this.#decoder !== null) this.#taken.push({ ...operation, callback: null })
        const verdict = await this.#feed(operation)
        // Taken is as good as sent: a writer that waits for it would otherwise never come to the end.
        if (operation.kind === 'chunk' && operation.callback !== null) process.nextTick(operation.callback)
        if (verdict !== null || this.#hasEnded || this.#decoder?.isOver === true) return verdict
      }
      return null
    } finally {
      this.#decoder?.close()
    }
  }

  async result(): Promise<InspectedBody> {
    const changes = this.#inspection.headerChanges()
    const isRewritten = changes.some(({ name }) => name.toLowerCase() === 'content-length')
    const end: Operation[] = this.#hasEnded ? [{ kind: 'end' }] : []
    if (this.#decoder !== null && !isRewritten) return { operations: [...this.#taken, ...end], headers: new Map() }
    const operations: Operation[] = []
    let bytes = 0
    for await (const chunk of this.#inspection.body('response')) {
      operations.push({ kind: 'chunk', chunk, callback: null })
      bytes += chunk.length
    }
    const headers = new Map<string, string | null>()
    if (isRewritten && this.#decoder !== null) for (const name of ofEncoding) headers.set(name, null)
    if (isRewritten && this.#hasEnded) headers.set('Content-Length', String(bytes))
    return { operations: [...operations, ...end], headers }
  }

  get #wants(): boolean {
    return this.#inspection.bodyNeed('response') === 'buffer'
  }

  async #feed(operation: Operation): Promise<Interruption | null> {
    if (this.#decoder === null) {
      return operation.kind === 'chunk' ? this.#inspection.writeResponseBody(operation.chunk) : null
    }
    const pieces = operation.kind === 'chunk' ? this.#decoder.push(operation.chunk) : this.#decoder.end()
    for await (const piece of pieces) {
      const verdict = await this.#inspection.writeResponseBody(piece)
      if (verdict !== null) return verdict
      if (!this.#wants) return null
    }
    return null
  }
}
