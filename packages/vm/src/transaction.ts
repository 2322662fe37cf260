import { chooseProcessor, parseRequestLine } from '@secrule/body'
import type { AuditRecord, Interruption, MatchedRule, MaybePromise, RemovedTarget, RuleInfo } from '@secrule/program'
import { writeAudit } from './audit/write-audit.js'
import { takeRequestBytes, takeResponseBytes } from './body-intake.js'
import { requestBodyDisabled, responseNotInspected } from './debug-lines.js'
import { disposeUploads } from './dispose-uploads.js'
import { type Explanation, explain } from './explanation.js'
import { HeaderLimit } from './header-limit.js'
import { HostError, requireByteString } from './host-error.js'
import type { LinkedProgram } from './linked-program.js'
import { Machine } from './machine.js'
import { matchedRule } from './matched-rule.js'
import { parseRequestBody, tellQueryArguments } from './parse-request-body.js'
import { parseResponseBody } from './parse-response-body.js'
import { type HeaderChange, responseHeaderChanges } from './response-header-changes.js'
import { forwardRewrittenRequest, forwardRewrittenResponse } from './rewritten-bodies.js'
import { signPage } from './signed-links.js'
import { takeInBody } from './take-in-body.js'
import { TransactionContext } from './transaction-context.js'

/** How a transaction is opened. */
export interface TransactionOptions {
  /** An id from the host; otherwise one is made. Printable ASCII without spaces. */
  readonly id?: string
  /** Keeps what `explain()` needs. */
  readonly trace?: boolean
  /** Called for each rule that a phase comes to, matching or not: not for one that was removed or skipped. */
  readonly onRule?: (rule: RuleInfo) => void
  /** In place of SecRuleEngine. With `DetectionOnly` no rule can turn blocking on either (`ctl:ruleEngine`). */
  readonly mode?: 'On' | 'DetectionOnly'
  /** Targets that rules do not look at, as ctl:ruleRemoveTargetById says it: for trying exclusions out. */
  readonly without?: readonly { readonly rule: number; readonly target: RemovedTarget }[]
}

const lastPhase = 5

/**
 * One request and its response on their way through the engine. The host calls and awaits the `process…` methods in order;
 * phases that it skipped run first, a repeated or earlier call gives the current interruption and logs one host error, and
 * after `close()` every call throws HostError. What comes from traffic never makes a method throw.
 */
export class Transaction {
  readonly #context: TransactionContext
  readonly #machine: Machine
  readonly #onError: 'block' | 'pass'
  readonly #onClose: () => void
  #phase = 0
  #isClosed = false
  #toldMisuse = false
  #record: AuditRecord | null = null
  readonly #requestHeaders: HeaderLimit
  readonly #responseHeaders: HeaderLimit
  #changesLength = false
  #trailers: { readonly name: string; readonly value: string }[] = []

  constructor(
    linked: LinkedProgram,
    id: string,
    options: {
      readonly onError: 'block' | 'pass'
      readonly trace: boolean
      readonly onRule: ((rule: RuleInfo) => void) | null
      readonly mode: 'On' | 'DetectionOnly' | null
      readonly without: NonNullable<TransactionOptions['without']>
      readonly onClose: () => void
    },
  ) {
    this.#context = new TransactionContext(linked, id)
    if (options.mode !== null) this.#context.setMode(options.mode)
    this.#requestHeaders = new HeaderLimit(this.#context, 'request')
    this.#responseHeaders = new HeaderLimit(this.#context, 'response')
    this.#machine = new Machine(linked, this.#context)
    this.#machine.tracing = options.trace
    this.#machine.onRule = options.onRule
    for (const { rule, target } of options.without) {
      const { rules } = linked.program
      this.#context.changes.removeTarget(
        rules.filter(({ id, index, starter }) => id === rule && index === starter).map(({ index }) => index),
        target,
      )
    }
    this.#onError = options.onError
    this.#onClose = options.onClose
  }

  get id(): string {
    return this.#context.id
  }

  get interruption(): Interruption | null {
    return this.#context.interruption
  }

  get allowed(): 'phase' | 'request' | 'all' | null {
    return this.#context.allowed
  }

  /** Every match so far, those of `nolog` rules too. */
  get matchedRules(): readonly MatchedRule[] {
    return this.#context.log.map((match) => matchedRule(match, this.#context))
  }

  processConnection(clientAddress: string, clientPort: number, serverAddress: string, serverPort: number): void {
    this.#require()
    Object.assign(this.#context.connection, { clientAddress, clientPort, serverAddress, serverPort })
  }

  setServerName(name: string): void {
    this.#require(name)
    this.#context.request.setServerName(name)
  }

  /** The request line as it was sent, whatever it holds. */
  processRequestLine(rawLine: string): void {
    this.#require(rawLine)
    const { method, target, protocol } = parseRequestLine(rawLine)
    this.#context.request.setLine(rawLine.replace(/\r?\n$/, ''), method, target, protocol)
  }

  /** The same from a parsed request; `httpVersion` is `1.1`, `2`. */
  processUri(uri: string, method: string, httpVersion: string): void {
    this.#require(uri, method)
    const protocol = httpVersion === '' ? '' : `HTTP/${httpVersion}`
    this.#context.request.setLine(
      [method, uri, protocol].filter((part) => part !== '').join(' '),
      method,
      uri,
      protocol,
    )
  }

  /** One header line, in order of arrival; duplicates are kept. */
  addRequestHeader(name: string, value: string): void {
    this.#require(name, value)
    if (this.#requestHeaders.takes(name, value)) this.#context.request.headers.add(name, value)
  }

  processRequestHeaders(): MaybePromise<Interruption | null> {
    return this.#runTo(1)
  }

  /** Bytes of the request body. Await the result before writing more. */
  writeRequestBody(chunk: Uint8Array): MaybePromise<Interruption | null> {
    this.#require()
    if (this.#phase < 1) return chain(this.#runTo(1), () => this.writeRequestBody(chunk))
    if (this.#phase > 1) return this.#misuse('writeRequestBody after the request body was processed')
    const { interruption } = this.#context
    if (interruption !== null || this.bodyNeed('request') === 'pass') return interruption
    takeRequestBytes(this.#context, chunk)
    return this.#context.interruption
  }

  addRequestTrailer(name: string, value: string): void {
    this.#require(name, value)
    if (this.#requestHeaders.takes(name, value)) this.#trailers.push({ name, value })
  }

  processRequestBody(): MaybePromise<Interruption | null> {
    return this.#runTo(2)
  }

  addResponseHeader(name: string, value: string): void {
    this.#require(name, value)
    if (this.#responseHeaders.takes(name, value)) this.#context.response.headers.add(name, value)
  }

  processResponseHeaders(status: number, httpVersion: string): MaybePromise<Interruption | null> {
    this.#require()
    this.#context.response.status = status
    this.#context.response.protocol = httpVersion === '' ? '' : `HTTP/${httpVersion}`
    return this.#runTo(3)
  }

  writeResponseBody(chunk: Uint8Array): MaybePromise<Interruption | null> {
    this.#require()
    if (this.#phase < 3) return chain(this.#runTo(3), () => this.writeResponseBody(chunk))
    if (this.#phase > 3) return this.#misuse('writeResponseBody after the response body was processed')
    const { interruption } = this.#context
    if (interruption !== null || this.bodyNeed('response') === 'pass') return interruption
    takeResponseBytes(this.#context, chunk)
    return this.#context.interruption
  }

  processResponseBody(): MaybePromise<Interruption | null> {
    return this.#runTo(4)
  }

  /** Phase 5, stores collections and writes the audit record; gives it when the transaction was relevant. */
  processLogging(): MaybePromise<AuditRecord | null> {
    this.#require()
    if (this.#phase >= lastPhase) {
      this.#misuse('processLogging was called before')
      return this.#record
    }
    const writing = chain(this.#runTo(lastPhase), () => {
      this.#context.services.profiler?.stage('collections and audit log')
      return chain(this.#store(), () => writeAudit(this.#context))
    })
    return chain(writing, (record) => {
      this.#record = record
      return record
    })
  }

  /** The client or the upstream went away: logging runs, the rest does not. */
  abort(reason: string): MaybePromise<void> {
    if (this.#isClosed || this.#phase >= lastPhase) return
    this.#context.debug(4, () => `aborted: ${reason}`)
    this.#phase = lastPhase - 1
    return chain(this.processLogging(), () => undefined)
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#context.logs.release()
    disposeUploads(this.#context)
    this.#context.request.body.clear()
    this.#context.response.body.clear()
    this.#context.linked.release(this.#context.workspace)
    this.#onClose()
  }

  /** Whether body bytes are to be written here, or can be passed on at once. */
  bodyNeed(which: 'request' | 'response'): 'buffer' | 'pass' {
    const { settings, request, response, interruption, allowed } = this.#context
    if (settings.ruleEngine === 'Off' || interruption !== null || allowed === 'all') return 'pass'
    if (which === 'request') {
      const isRead = settings.requestBodyAccess || this.#context.dialect.parsesWithoutAccess
      if (allowed === 'request' || !isRead) return 'pass'
      return request.body.overLimit ? 'pass' : 'buffer'
    }
    return this.#inspectsResponse() && !response.body.overLimit ? 'buffer' : 'pass'
  }

  requestBody(): AsyncIterable<Uint8Array> {
    return this.#context.request.body.buffer.stream()
  }

  responseBody(): AsyncIterable<Uint8Array> {
    return this.#context.response.body.buffer.stream()
  }

  /** Headers that the host is to set (or remove, with null) before it sends the response. */
  responseHeaderChanges(): readonly HeaderChange[] {
    return responseHeaderChanges(this.#context, this.#changesLength)
  }

  /** What setenv set. */
  environment(): ReadonlyMap<string, string> {
    return this.#context.environment
  }

  /** The members of a variable as rules see them now, for debugging and tests. */
  variable(name: string): readonly { readonly key: string; readonly value: string }[] {
    return this.#context.linked.read(name, this.#context)
  }

  /** What matched and why; complete when the transaction was opened with `trace`. */
  explain(): Explanation {
    return explain(this.#context)
  }

  #require(...texts: readonly string[]): void {
    if (this.#isClosed) throw new HostError('the transaction is closed')
    for (const text of texts) requireByteString(text, 'a text given to the transaction')
  }

  #misuse(what: string): Interruption | null {
    if (!this.#toldMisuse) this.#context.services.logger.error(`[${this.id}] host error: ${what}`)
    this.#toldMisuse = true
    return this.#context.interruption
  }

  #inspectsResponse(): boolean {
    return this.#context.settings.responseBodyAccess && (this.#context.forceResponseBody || this.#isInspectedType())
  }

  #isInspectedType(): boolean {
    const { contentType } = this.#context.response
    const type = this.#context.dialect.exactMediaTypes ? contentType : contentType.toLowerCase()
    const { responseBodyMimeTypes: types } = this.#context.settings
    return types.includes(type === '' ? 'null' : type) || types.includes('*')
  }

  /** Runs all phases up to one that have not run. */
  #runTo(phase: number): MaybePromise<Interruption | null> {
    this.#require()
    if (phase <= this.#phase) return this.#misuse(`phase ${phase} has run before`)
    const next = this.#phase + 1
    const done = this.#phase === 0 ? this.#runFirst() : this.#runPhase(next)
    this.#phase = next
    return chain(done, () => (next < phase ? this.#runTo(phase) : this.#context.interruption))
  }

  /** The connection, then the request headers. */
  #runFirst(): MaybePromise<void> {
    const opened = this.#context.openUnnamed()
    return chain(
      chain(opened, () => this.#runPhase(0)),
      () => this.#runPhase(1),
    )
  }

  #runPhase(phase: number): MaybePromise<void> {
    try {
      const context = this.#context
      const reading = takeInBody(phase, context, () => this.#inspectsResponse())
      if (reading === undefined) return this.#runRules(phase, null)
      return reading.then(
        (error) => this.#runRules(phase, error),
        (error: unknown) => this.#fail(phase, error),
      )
    } catch (error) {
      this.#fail(phase, error)
    }
  }

  #runRules(phase: number, bodyError: string | null): MaybePromise<void> {
    try {
      this.#prepare(phase)
      if (bodyError !== null) this.#context.request.body.error = bodyError
      if (!this.#context.beginPhase(phase) || this.#skipsPhase(phase)) return
      const { clock, profiler } = this.#context.services
      const began = clock.now()
      if (phase > 0) profiler?.stage(`rules of phase ${phase}`)
      const running = this.#machine.run(phase)
      const ended = (): MaybePromise<void> => {
        profiler?.stage('taking in the message')
        if (phase === 2) forwardRewrittenRequest(this.#context)
        if (phase === 4 && this.bodyNeed('response') !== 'pass' && forwardRewrittenResponse(this.#context)) {
          this.#changesLength = true
        }
        this.#context.phaseTimes[phase] = clock.now() - began
        if (phase !== 4 || this.bodyNeed('response') === 'pass') return
        return chain(signPage(this.#context), (isSigned) => {
          this.#changesLength ||= isSigned
        })
      }
      const done = chain(running, ended)
      return done instanceof Promise ? done.catch((error: unknown) => this.#fail(phase, error)) : done
    } catch (error) {
      this.#fail(phase, error)
    }
  }

  /** What has to be known before the rules of a phase run. */
  #prepare(phase: number): void {
    const context = this.#context
    const { request, response } = context
    if (phase === 2 || phase === 4) context.services.profiler?.stage(phase === 2 ? 'request body' : 'response body')
    if (phase === 1 && request.body.processor === '') {
      const type = request.headers.first('content-type') ?? ''
      const isCut = context.dialect.exactFormType && type.includes(';') && !/^multipart/i.test(type)
      request.body.processor = isCut ? '' : chooseProcessor(type)
    }
    if (context.interruption !== null || context.settings.ruleEngine === 'Off') return
    if (phase === 1 && context.isDebugging) tellQueryArguments(request, context)
    if (phase === 2 && (context.settings.requestBodyAccess || context.dialect.parsesWithoutAccess)) {
      for (const { name, value } of this.#trailers) request.headers.add(name, value)
      if (context.settings.streamInBodyInspection) context.streamInput = request.body.text()
      if (request.body.length > 0) {
        parseRequestBody(request, context)
        context.linked.values.noteBody(request.body.length)
      }
    }
    if (phase === 4 && context.settings.responseBodyAccess) {
      if (context.settings.streamOutBodyInspection) context.streamOutput = response.body.text()
      parseResponseBody(response, context)
    }
  }

  #skipsPhase(phase: number): boolean {
    const context = this.#context
    if (phase === 2 && context.dialect.parsesWithoutAccess && !context.settings.requestBodyAccess) {
      const byCtl = context.linked.program.settings.requestBodyAccess
      context.debug(4, () => requestBodyDisabled(byCtl))
      return true
    }
    if (phase !== 4 || context.dialect.phase4Always || this.#inspectsResponse()) return false
    if (context.settings.responseBodyAccess) context.debug(5, () => responseNotInspected(context.response.contentType))
    return true
  }

  /** A bug of ours or of a service: it neither crashes the host nor lets the request through unless that was asked for. */
  #fail(phase: number, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.#context.services.logger.error(`[${this.id}] error in phase ${phase}: ${text}`)
    if (this.#onError === 'block' && phase !== lastPhase)
      this.#context.interruptFor('error', 500, 'error in the engine')
  }

  #store(): MaybePromise<void> {
    return this.#context.hasRecords ? this.#context.storeRecords() : undefined
  }
}

function chain<A, B>(first: MaybePromise<A>, next: (value: A) => MaybePromise<B>): MaybePromise<B> {
  return first instanceof Promise ? first.then(next) : next(first)
}
