import type { ServerResponse } from 'node:http'
import {
  type BlockAnswer,
  blockAnswer,
  eachHeader,
  type Guard,
  headerChanges,
  type Inspection,
  isBodiless,
  pageAnswer,
} from '@secrule/host'
import type { Interruption, MaybePromise } from 'secrule'
import { type Operation, OperationQueue } from './operation-queue.js'
import type { RequestFacts } from './request-facts.js'
import { headerList, mergeHeaders } from './response-header-list.js'
import { ResponseInspector } from './response-inspector.js'
import { overlayGetter, type ResponseMethods, responseMethods } from './response-methods.js'

/** The host could not do its part after the rules had done theirs. */
const hostFailure: Interruption = { action: 'deny', status: 500, phase: 4, ruleId: 0, reason: 'error' }

type Callback = (error?: Error | null) => void

/** What a gate needs to know of its exchange. */
export interface GateContext {
  readonly guard: Guard
  readonly inspection: Inspection
  readonly facts: RequestFacts
  readonly response: ServerResponse
}

/**
 * Stands between an application and its response. What the application sends goes through phases 3 and 4 before any of
 * it leaves; a response that is not inspected, or no longer, goes straight through. To the application it looks as if
 * everything had been sent at once: `headersSent` and `writableEnded` say so, and headers cannot be changed any more.
 */
export class ResponseGate {
  /** Resolves when the connection is gone, or the response has been sent. */
  readonly closed: Promise<void>
  readonly #context: GateContext
  readonly #response: ServerResponse
  readonly #original: ResponseMethods
  readonly #queue: OperationQueue
  readonly #isHeadSent: () => boolean
  /** open: nothing sent yet; held: the engine has it; passing: straight through; stopped: the engine's answer, not this one. */
  #stage: 'open' | 'held' | 'passing' | 'stopped' = 'open'
  /** The headers go out because a body begins, not because `writeHead` was called. */
  #isImplicit = false
  #isFlushed = false
  /** The calls are ours: the response of HTTP/2 sends by calling its own methods, which are behind the gate. */
  #isOurs = false
  #isEnded = false
  #isClosed = false

  constructor(context: GateContext) {
    const { response } = context
    this.#context = context
    this.#response = response
    this.#original = responseMethods(response)
    this.#queue = new OperationQueue(() => response.emit('drain'))
    this.closed = new Promise((resolve) => {
      response.once('close', () => {
        this.#isClosed = true
        this.#queue.close()
        resolve()
      })
    })
    this.#isHeadSent = overlayGetter(response, 'headersSent', (native) => native || this.#stage !== 'open')
    overlayGetter(response, 'writableEnded', (native) => native || this.#isEnded)
    this.#overlayMethods()
  }

  /** Answers as the engine wants, instead of the application. */
  async stop(verdict: Interruption): Promise<void> {
    this.#stage = 'stopped'
    this.#discard()
    const { guard, inspection, facts } = this.#context
    const isAnswered = this.#isHeadSent()
    const { method, target, headers } = facts
    const request = { method, target, headers, client: facts.client.address, isAnswered, gone: this.closed }
    const answer = await blockAnswer(guard, inspection, verdict, request)
    try {
      this.#send(answer)
    } catch (error) {
      this.#report('host', error)
      this.#response.destroy()
    }
  }

  /** The application failed: it gets the page of a server error, as long as nothing else has been sent. */
  fail(error: unknown): void {
    this.#report('application', error)
    if (this.#stage === 'stopped') return
    if (this.#stage !== 'open') {
      if (!this.#isEnded) this.#response.destroy()
      return
    }
    const { guard, inspection, facts } = this.#context
    const answer = pageAnswer(guard, inspection, facts, { status: 500, headers: [] })
    if (answer.kind === 'cut') return
    for (const name of this.#response.getHeaderNames()) this.#response.removeHeader(name)
    this.#response.writeHead(answer.status, [...answer.headers])
    this.#response.end(answer.body ?? undefined)
  }

  #overlayMethods(): void {
    const response = this.#response
    const original = this.#original
    const unlessClaimed =
      (name: string, method: (...values: unknown[]) => unknown) =>
      (...values: unknown[]) => {
        if (!this.#isOurs && (this.#stage === 'held' || this.#stage === 'stopped')) throw headersSent(name)
        return method(...values)
      }
    Object.assign(response, {
      writeHead: (...values: unknown[]) => this.#writeHead(values),
      write: (chunk: unknown, encoding: unknown, callback: unknown) => this.#write(chunk, encoding, callback),
      end: (chunk: unknown, encoding: unknown, callback: unknown) => this.#end(chunk, encoding, callback),
      flushHeaders: () => this.#flushHeaders(),
      _implicitHeader: () => this.#implicitHeader(),
      setHeader: unlessClaimed('set', original.setHeader as never),
      appendHeader: unlessClaimed('append', original.appendHeader as never),
      removeHeader: unlessClaimed('remove', original.removeHeader as never),
      ...(original.setHeaders === undefined ? {} : { setHeaders: unlessClaimed('set', original.setHeaders) }),
    })
  }

  #writeHead(values: unknown[]): ServerResponse {
    const response = this.#response
    const [status, reason, headers] = values
    const code = Number(status) | 0
    const isPassed = this.#stage === 'passing' || this.#isOurs || this.#isHeadSent() || code < 100 || code > 999
    if (isPassed) this.#original.writeHead(...(values as [number]))
    else {
      if (this.#stage !== 'open') throw headersSent('write')
      if (typeof reason === 'string') response.statusMessage = reason
      mergeHeaders(this.#original, typeof reason === 'string' ? headers : (headers ?? reason))
      response.statusCode = code
      this.#claim()
    }
    return response
  }

  /** Node's own call before a body, and that of middleware that imitates it. */
  #implicitHeader(): void {
    if (this.#stage === 'open') this.#begin()
    else if (this.#stage === 'passing' && !this.#isHeadSent()) this.#response.writeHead(this.#response.statusCode)
  }

  #begin(): void {
    this.#isImplicit = true
    // By way of the response: middleware that waits for this moment has put its own function there.
    this.#response.writeHead(this.#response.statusCode)
    if (this.#stage === 'open') this.#claim()
  }

  #flushHeaders(): void {
    if (this.#stage === 'open') this.#begin()
    if (this.#stage === 'passing') this.#original.flushHeaders()
    else this.#isFlushed = true
  }

  #write(chunk: unknown, encodingOrCallback: unknown, callbackOrNone: unknown): boolean {
    const isText = typeof chunk === 'string'
    if (!isText && !(chunk instanceof Uint8Array)) return this.#original.write(chunk)
    if (this.#stage === 'open') this.#begin()
    if (this.#stage === 'passing' || this.#isOurs)
      return this.#original.write(chunk, encodingOrCallback, callbackOrNone)
    const { encoding, callback } = parameters(encodingOrCallback, callbackOrNone)
    if (this.#isEnded) {
      process.nextTick(callback ?? (() => {}), writeAfterEnd())
      return false
    }
    if (this.#stage === 'stopped') {
      if (callback !== null) process.nextTick(callback)
      return true
    }
    return this.#queue.push({ kind: 'chunk', chunk: isText ? Buffer.from(chunk, encoding) : chunk, callback })
  }

  #end(chunk: unknown, encoding: unknown, callback: unknown): ServerResponse {
    const response = this.#response
    if (typeof chunk === 'function') return this.#end(undefined, undefined, chunk)
    if (typeof encoding === 'function') return this.#end(chunk, undefined, encoding)
    const hasChunk = chunk !== undefined && chunk !== null && chunk !== ''
    if (hasChunk && typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) {
      this.#original.end(chunk)
      return response
    }
    if (this.#stage === 'open') this.#begin()
    if (this.#stage === 'passing' || this.#isOurs) {
      this.#original.end(chunk, encoding, callback)
      return response
    }
    if (typeof callback === 'function') response.once('finish', callback as () => void)
    if (this.#isEnded) return response
    if (hasChunk) this.#write(chunk, encoding, undefined)
    this.#isEnded = true
    if (this.#stage === 'held') this.#queue.push({ kind: 'end' })
    return response
  }

  /** The application has said what it wants to send: phase 3, at once where the engine need not wait. */
  #claim(): void {
    const { inspection, facts } = this.#context
    this.#stage = 'held'
    this.#original.setHeader('X-Request-Id', inspection.id)
    const verdict = inspection.responseHead(this.#response.statusCode, headerList(this.#response), facts.version)
    if (verdict === null && !this.#isBodyInspected()) {
      const last = inspection.responseEnd()
      if (last === null) this.#release(null)
      else void this.#hold(last, true)
    } else void this.#hold(verdict, false)
  }

  #isBodyInspected(): boolean {
    const { inspection, facts } = this.#context
    return !isBodiless(facts.method, this.#response.statusCode) && inspection.bodyNeed('response') === 'buffer'
  }

  async #hold(first: MaybePromise<Interruption | null>, isLast: boolean): Promise<void> {
    const { inspection } = this.#context
    try {
      let verdict = await first
      let inspector: ResponseInspector | null = null
      if (verdict === null && !isLast) {
        if (this.#isBodyInspected()) {
          inspector = new ResponseInspector(inspection, this.#response.getHeader('content-encoding'))
          verdict = await inspector.run(this.#queue)
        }
        if (!this.#isClosed) verdict ??= await inspection.responseEnd()
      }
      if (this.#isClosed) return
      if (verdict !== null) await this.stop(verdict)
      else this.#release(inspector === null ? null : await inspector.result())
    } catch (error) {
      this.#report('host', error)
      if (this.#isHeadSent()) this.#response.destroy()
      else await this.stop(hostFailure)
    }
  }

  /** Sends what was held back, and from here on everything as it comes. */
  #release(result: Awaited<ReturnType<ResponseInspector['result']>> | null): void {
    const { inspection } = this.#context
    const response = this.#response
    const original = this.#original
    for (const [name, value] of headerChanges(inspection).values()) {
      if (value === null) original.removeHeader(name)
      else original.setHeader(name, value)
    }
    for (const [name, value] of result?.headers ?? []) {
      if (value === null) original.removeHeader(name)
      else original.setHeader(name, value)
    }
    this.#stage = 'passing'
    if (!this.#isImplicit) original.writeHead(response.statusCode)
    if (this.#isFlushed) original.flushHeaders()
    const operations: Operation[] = [...(result?.operations ?? []), ...this.#queue.take()]
    // A body that is complete before its headers are gets a length, as it would have had.
    if (this.#isImplicit && !this.#isFlushed && operations.at(-1)?.kind === 'end') {
      const chunks = operations.flatMap((operation) => (operation.kind === 'chunk' ? [operation.chunk] : []))
      original.end(Buffer.concat(chunks))
    } else {
      for (const operation of operations) {
        if (operation.kind === 'chunk') original.write(operation.chunk)
        else original.end()
      }
    }
    for (const operation of operations) {
      if (operation.kind === 'chunk' && operation.callback !== null) process.nextTick(operation.callback)
    }
    if (response.writableNeedDrain !== true) this.#queue.drain()
  }

  /** What waits is not sent any more; whoever waits for it goes on. */
  #discard(): void {
    for (const operation of this.#queue.take()) {
      if (operation.kind === 'chunk' && operation.callback !== null) process.nextTick(operation.callback)
    }
    this.#queue.drain()
  }

  #send(answer: BlockAnswer): void {
    const response = this.#response
    const { facts } = this.#context
    if (this.#isClosed || response.destroyed) return
    if (answer.kind === 'cut' || this.#isHeadSent()) {
      response.destroy()
      return
    }
    for (const name of response.getHeaderNames()) this.#original.removeHeader(name)
    eachHeader(answer.headers, (name, value) => this.#original.setHeader(name, value))
    // Empty: Node fills in what belongs to the status. HTTP/2 has none.
    if (facts.version !== '2') response.statusMessage = ''
    this.#isOurs = true
    this.#original.writeHead(answer.status)
    this.#original.end(answer.body ?? undefined)
    this.#isOurs = false
  }

  #report(whose: string, error: unknown): void {
    const { guard, inspection } = this.#context
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    guard.reportError(`[id "${inspection.id}"] ${whose}: ${text}`)
  }
}

function parameters(encodingOrCallback: unknown, callback: unknown) {
  const isCallback = typeof encodingOrCallback === 'function'
  const given = isCallback ? encodingOrCallback : callback
  return {
    encoding:
      isCallback || encodingOrCallback === null ? undefined : (encodingOrCallback as BufferEncoding | undefined),
    callback: typeof given === 'function' ? (given as Callback) : null,
  }
}

/** As Node says it, so that applications and frameworks that look at the code understand. */
function headersSent(what: string): Error {
  const error = new Error(`Cannot ${what} headers after they are sent to the client`)
  return Object.assign(error, { code: 'ERR_HTTP_HEADERS_SENT' })
}

function writeAfterEnd(): Error {
  return Object.assign(new Error('write after end'), { code: 'ERR_STREAM_WRITE_AFTER_END' })
}
