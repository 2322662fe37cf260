import { constants, createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import { tokensOf } from '@secrule/host'
import type { Ends } from './channel.js'
import { Exchange } from './exchange.js'
import type { ProxyContext } from './proxy-context.js'
import { serveExchange } from './serve-exchange.js'
import { StreamChannel } from './stream-channel.js'
import { StreamMessage } from './stream-message.js'
import { streamRequest } from './stream-request.js'
import { StreamResponse } from './stream-response.js'

/** A session and what is on it. */
interface Visit {
  readonly ends: Ends
  readonly channels: Set<StreamChannel>
  requests: number
  /** Requests that the client took back. */
  left: number
  /** Frames that ask for nothing but an acknowledgement, since a moment. */
  noise: number
  noiseSince: number
  idle: NodeJS.Timeout | null
}

/** How many requests a client may take back before it must have waited for more of them. */
const patience = 200
/** Pings and settings that a session may send in ten seconds. */
const mostNoise = 200

/** Node's HTTP/2 server, and from each stream the way to an exchange. It gets its connections from the front door. */
export class StreamServer {
  private readonly context: ProxyContext
  private readonly server: Http2Server
  private readonly visits = new Map<ServerHttp2Session, Visit>()
  private entering: Ends | null = null

  constructor(context: ProxyContext) {
    this.context = context
    const { headers, headerBytes, streams } = context.options.limits
    this.server = createServer({
      settings: {
        maxHeaderListSize: headerBytes,
        ...(streams > 0 ? { maxConcurrentStreams: streams } : {}),
      },
      // A few more than may be, so that the rules see what is refused; streams with even more are reset.
      maxHeaderListPairs: headers > 0 ? headers + 64 : 10_000,
      maxSessionInvalidFrames: 100,
      maxSessionRejectedStreams: 100,
    })
    this.server.on('session', (session) => this.welcome(session))
    // The types do not know of the fields as they were sent.
    const onStream = (stream: ServerHttp2Stream, _headers: object, _flags: number, raw?: string[]): void =>
      this.receive(stream, raw ?? [])
    this.server.on('stream', onStream)
    this.server.on('sessionError', () => {})
  }

  /** Sessions open now. */
  get size(): number {
    return this.visits.size
  }

  /** Takes over a connection that speaks HTTP/2. */
  enter(socket: Socket, ends: Ends): void {
    this.entering = ends
    // A client that has closed its side of a session has left.
    socket.allowHalfOpen = false
    this.server.emit('connection', socket)
    this.entering = null
  }

  /** No more streams: sessions end with those they have. */
  closeIdle(): void {
    for (const session of this.visits.keys()) session.close()
  }

  closeAll(): void {
    for (const [session, { channels }] of this.visits) {
      for (const channel of channels) channel.current?.cut('the proxy was stopped')
      session.destroy()
    }
  }

  private welcome(session: ServerHttp2Session): void {
    const ends = this.entering
    if (ends === null) return void session.destroy()
    const visit: Visit = { ends, channels: new Set(), requests: 0, left: 0, noise: 0, noiseSince: 0, idle: null }
    this.visits.set(session, visit)
    session.on('error', () => session.destroy())
    session.on('ping', () => this.hush(session, visit))
    session.on('remoteSettings', () => this.hush(session, visit))
    session.on('close', () => {
      if (visit.idle !== null) clearTimeout(visit.idle)
      this.visits.delete(session)
    })
    this.await(session, visit)
  }

  /** Nothing is under way: the session ends unless something comes. */
  private await(session: ServerHttp2Session, visit: Visit): void {
    const { keepAlive } = this.context.options.timeouts
    if (keepAlive > 0) visit.idle = setTimeout(() => session.close(), keepAlive)
  }

  /** Ends a session that sends nothing but frames to be acknowledged. */
  private hush(session: ServerHttp2Session, visit: Visit): void {
    const now = performance.now()
    if (now - visit.noiseSince > 10_000) Object.assign(visit, { noise: 0, noiseSince: now })
    if (++visit.noise > mostNoise) session.destroy(undefined, constants.NGHTTP2_ENHANCE_YOUR_CALM)
  }

  private receive(stream: ServerHttp2Stream, raw: readonly string[]): void {
    // What goes wrong with a stream ends it, and its end is seen by whoever reads or writes it.
    stream.on('error', () => {})
    const session = stream.session as ServerHttp2Session | undefined
    const visit = session === undefined ? undefined : this.visits.get(session)
    if (session === undefined || visit === undefined) return void stream.destroy()
    const { limits } = this.context.options
    // A client need not have read our settings yet.
    if (limits.streams > 0 && visit.channels.size >= limits.streams)
      return stream.close(constants.NGHTTP2_REFUSED_STREAM)
    if (visit.idle !== null) clearTimeout(visit.idle)
    visit.requests++
    if (limits.requestsPerConnection > 0 && visit.requests >= limits.requestsPerConnection) session.close()
    const channel = new StreamChannel(session, stream, visit.ends)
    visit.channels.add(channel)
    const giveUp = (error: unknown): string => {
      this.context.reportError(`proxy: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      stream.close(constants.NGHTTP2_INTERNAL_ERROR)
      return 'internal error'
    }
    const served = this.serve(stream, raw, channel).catch(giveUp)
    void served.then((failure) => {
      visit.channels.delete(channel)
      if (failure === 'client closed' && ++visit.left > patience && 2 * visit.left > visit.requests) {
        session.destroy(undefined, constants.NGHTTP2_ENHANCE_YOUR_CALM)
      }
      if (visit.channels.size > 0 || session.closed) return
      if (this.context.isClosing) session.close()
      else this.await(session, visit)
    })
  }

  /** Serves a stream to its end; tells what went wrong. */
  private async serve(
    stream: ServerHttp2Stream,
    raw: readonly string[],
    channel: StreamChannel,
  ): Promise<string | null> {
    const { timeouts } = this.context.options
    const request = streamRequest(raw, stream.endAfterHeaders)
    const isConnect = request.method === 'CONNECT'
    const exchange = new Exchange(this.context, channel, {
      request,
      message: isConnect ? null : new StreamMessage(stream),
      response: new StreamResponse(stream, request.method === 'HEAD'),
      switching: null,
      expectsContinue: tokensOf(request.headers, 'expect').includes('100-continue'),
      refused: null,
    })
    stream.setTimeout(timeouts.idle, () => exchange.cut('idle for too long'))
    const late = (): void => exchange.breakBody('timeout')
    const timer = timeouts.request > 0 && !stream.endAfterHeaders ? setTimeout(late, timeouts.request) : undefined
    await serveExchange(exchange)
    clearTimeout(timer)
    return exchange.failure
  }
}
