import type { MaybePromise } from 'secrule'
import type { EngineObserver } from './engine-observer.js'
import type { EngineTransaction, InspectingEngine } from './inspecting-engine.js'

declare const performance: { now(): number }

/** The same engine, with an observer that is told of everything it does. Any host can be given it as its `engine`. */
export function observedEngine(engine: InspectingEngine, observer: EngineObserver): InspectingEngine {
  return {
    newTransaction(options) {
      try {
        const transaction = new ObservedTransaction(engine.newTransaction(options), observer)
        observer.began()
        return transaction
      } catch (error) {
        observer.failed()
        throw error
      }
    },
    reload(program) {
      try {
        engine.reload(program)
      } catch (error) {
        observer.reloaded(false)
        throw error
      }
      observer.reloaded(true)
    },
  }
}

/** A transaction whose calls are timed. Writing a body counts to the phase that looks at it. */
class ObservedTransaction implements EngineTransaction {
  readonly #transaction: EngineTransaction
  readonly #observer: EngineObserver
  /** Milliseconds of phases that are not told of yet, by phase. */
  readonly #times = [0, 0, 0, 0, 0, 0]
  #isOver = false

  constructor(transaction: EngineTransaction, observer: EngineObserver) {
    this.#transaction = transaction
    this.#observer = observer
  }

  get interruption(): EngineTransaction['interruption'] {
    return this.#transaction.interruption
  }

  get matchedRules(): NonNullable<EngineTransaction['matchedRules']> {
    return this.#transaction.matchedRules ?? []
  }

  processConnection(...connection: Parameters<EngineTransaction['processConnection']>): void {
    this.#transaction.processConnection(...connection)
  }

  setServerName(name: string): void {
    this.#transaction.setServerName(name)
  }

  processRequestLine(rawLine: string): void {
    this.#transaction.processRequestLine(rawLine)
  }

  processUri(uri: string, method: string, httpVersion: string): void {
    this.#transaction.processUri(uri, method, httpVersion)
  }

  addRequestHeader(name: string, value: string): void {
    this.#transaction.addRequestHeader(name, value)
  }

  processRequestHeaders(): ReturnType<EngineTransaction['processRequestHeaders']> {
    return this.#timed(1, true, () => this.#transaction.processRequestHeaders())
  }

  writeRequestBody(chunk: Uint8Array): ReturnType<EngineTransaction['writeRequestBody']> {
    this.#observer.bytes('request', chunk.length)
    return this.#timed(2, false, () => this.#transaction.writeRequestBody(chunk))
  }

  addRequestTrailer(name: string, value: string): void {
    this.#transaction.addRequestTrailer(name, value)
  }

  processRequestBody(): ReturnType<EngineTransaction['processRequestBody']> {
    return this.#timed(2, true, () => this.#transaction.processRequestBody())
  }

  addResponseHeader(name: string, value: string): void {
    this.#transaction.addResponseHeader(name, value)
  }

  processResponseHeaders(status: number, version: string): ReturnType<EngineTransaction['processResponseHeaders']> {
    return this.#timed(3, true, () => this.#transaction.processResponseHeaders(status, version))
  }

  writeResponseBody(chunk: Uint8Array): ReturnType<EngineTransaction['writeResponseBody']> {
    this.#observer.bytes('response', chunk.length)
    return this.#timed(4, false, () => this.#transaction.writeResponseBody(chunk))
  }

  processResponseBody(): ReturnType<EngineTransaction['processResponseBody']> {
    return this.#timed(4, true, () => this.#transaction.processResponseBody())
  }

  processLogging(): ReturnType<EngineTransaction['processLogging']> {
    return this.#timed(5, true, () => this.#transaction.processLogging())
  }

  abort(reason: string): ReturnType<EngineTransaction['abort']> {
    return this.#timed(5, true, () => this.#transaction.abort(reason))
  }

  close(): void {
    if (!this.#isOver) {
      this.#isOver = true
      // A body that was begun and never looked at: its phase did not run.
      this.#observer.finished(this.#transaction.interruption)
    }
    this.#transaction.close()
  }

  bodyNeed(which: 'request' | 'response'): 'buffer' | 'pass' {
    return this.#transaction.bodyNeed(which)
  }

  requestBody(): AsyncIterable<Uint8Array> {
    return this.#transaction.requestBody()
  }

  responseBody(): AsyncIterable<Uint8Array> {
    return this.#transaction.responseBody()
  }

  responseHeaderChanges(): ReturnType<EngineTransaction['responseHeaderChanges']> {
    return this.#transaction.responseHeaderChanges()
  }

  environment(): ReadonlyMap<string, string> {
    return this.#transaction.environment?.() ?? new Map()
  }

  #timed<T>(phase: number, isEnd: boolean, call: () => MaybePromise<T>): MaybePromise<T> {
    const start = performance.now()
    const done = (): void => {
      this.#times[phase]! += performance.now() - start
      if (isEnd) this.#observer.phase(phase, this.#times[phase]! / 1000)
    }
    const fail = (error: unknown): never => {
      done()
      this.#observer.failed()
      throw error
    }
    let result: MaybePromise<T>
    try {
      result = call()
    } catch (error) {
      return fail(error)
    }
    if (!(result instanceof Promise)) {
      done()
      return result
    }
    return result.then((late) => {
      done()
      return late
    }, fail)
  }
}
