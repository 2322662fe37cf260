import type { Socket } from 'node:net'
import { type ClientAddress, clientAddress, type Inspection, type RawHeaders } from '@secrule/host'
import { type BodyFailure, BodySource } from './body-source.js'
import type { Channel, ClientMessage, ClientResponse } from './channel.js'
import { joinHeaders } from './join-headers.js'
import type { ParsedRequest } from './parsed-request.js'
import type { ProxyContext } from './proxy-context.js'

/** A connection that its client asked to switch to another protocol. */
export interface Switching {
  readonly protocol: string
  readonly socket: Socket
  /** Bytes that came along with the request. */
  readonly head: Uint8Array
}

/** What an exchange is made from. */
export interface ExchangeInput {
  readonly request: ParsedRequest
  /** The parsed message behind it; null when the parser refused it. */
  readonly message: ClientMessage | null
  readonly response: ClientResponse
  readonly switching: Switching | null
  readonly expectsContinue: boolean
  /** What the parser would not take; null for a proper request. */
  readonly refused: RefusedText | null
}

/** A request that is only looked at. */
export interface RefusedText {
  readonly line: string
  readonly body: Uint8Array
  readonly status: number
  readonly reason: string
  /** See `isSimple` of the exchange. */
  readonly isSimple: boolean
}

/** One request and its answer: who, what, and how far it has come. */
export class Exchange {
  readonly context: ProxyContext
  readonly channel: Channel
  readonly request: ParsedRequest
  readonly message: ClientMessage | null
  readonly response: ClientResponse
  readonly switching: Switching | null
  readonly refused: RefusedText | null
  readonly inspection: Inspection
  /** What the ruleset of this exchange decides about the proxy; a reload meanwhile changes neither. */
  readonly serverSignature: string | null
  readonly acceptEncoding: ProxyContext['acceptEncoding']
  readonly client: ClientAddress
  /** The request's headers as the rules see them and the upstream gets them. */
  readonly headers: RawHeaders
  /** The request body as it arrives; null when none can. */
  readonly body: BodySource | null
  /** A request line without a version: HTTP/0.9, which is answered with a page alone. */
  readonly isSimple: boolean
  readonly startedAt = performance.now()
  /** What the client got; 0 for none. */
  status = 0
  /** Body bytes sent to the client. */
  bytes = 0
  /** Why it did not end well. */
  failure: string | null = null
  /** The client went away, or was sent away, before it had its whole answer. */
  isCut = false
  /** Where this message ends is in doubt, or another like it is not wanted: the connection closes with the answer. */
  mustClose = false
  /** Phase 3 has seen a response. */
  hasResponse = false
  /** The client holds its body back until it is told to go on. */
  isWaitingForContinue: boolean
  private readonly cutListeners: (() => void)[] = []

  constructor(context: ProxyContext, channel: Channel, input: ExchangeInput) {
    const { options } = context
    this.context = context
    this.channel = channel
    this.request = input.request
    this.message = input.message
    this.response = input.response
    this.switching = input.switching
    this.refused = input.refused
    this.isSimple = input.refused === null ? input.request.httpVersion === '' : input.refused.isSimple
    const { headers } = input.request
    this.headers = options.joinsHeaders && input.refused === null ? joinHeaders(headers) : headers
    const { guard } = context
    const { method, target } = input.request
    this.client = clientAddress(channel.peer, channel.port, headers, guard.clientTrust)
    this.serverSignature = context.serverSignature
    this.acceptEncoding = context.acceptEncoding
    this.inspection =
      input.refused !== null || guard.inspects(method, target) ? guard.inspect(headers) : guard.passOver()
    this.isWaitingForContinue = input.expectsContinue
    const { message, response } = input
    this.body =
      message === null || input.switching !== null
        ? null
        : new BodySource(message, {
            idle: options.timeouts.body,
            bytes: options.limits.requestBody,
            onFirstRead: () => this.sendContinue(message),
          })
    const broken = message === null ? null : channel.failureOf(message)
    if (broken !== null) this.breakBody(broken)
    response.on('error', () => this.cut('client closed'))
    response.on('close', () => {
      if (!response.writableFinished) this.cut('client closed')
    })
    channel.current = this
    if (channel.isGone) this.cut('client closed')
  }

  /** Ends the exchange without more of an answer. */
  cut(reason: string): void {
    if (this.isCut) return
    this.isCut = true
    this.failure ??= reason
    this.channel.abort()
    for (const listener of this.cutListeners.splice(0)) listener()
  }

  /** The same where a rule asked for it: whatever else is on that connection goes with it. */
  drop(reason: string): void {
    this.cut(reason)
    this.channel.drop()
  }

  /** Calls back when the exchange is cut, at once when it has been. */
  onCut(listener: () => void): void {
    if (this.isCut) listener()
    else this.cutListeners.push(listener)
  }

  /** The parser found the body of this request broken. */
  breakBody(reason: BodyFailure): void {
    this.body?.fail(reason)
  }

  /** True while parts of the request are still to come. */
  get hasUnreadBody(): boolean {
    return this.message !== null && this.switching === null && !this.message.complete
  }

  private sendContinue(message: ClientMessage): void {
    if (this.isWaitingForContinue && !this.response.headersSent && !message.complete) this.response.writeContinue()
    this.isWaitingForContinue = false
  }
}
