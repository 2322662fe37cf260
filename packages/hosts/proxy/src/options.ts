import type { HostLimits, HostOptions } from '@secrule/host'
import type { Program } from 'secrule'
import type { ProxyLogger } from './proxy-logger.js'

/** Waiting times in milliseconds. 0 turns one off. */
export interface Timeouts {
  /** The header block of a request must be complete. 20,000. */
  readonly headers: number
  /** A whole request, body included, must have arrived. 300,000. */
  readonly request: number
  /** Between two pieces of a request body. 30,000. */
  readonly body: number
  /** A kept-alive client connection between two requests. 10,000. */
  readonly keepAlive: number
  /** A client connection on which nothing moves, while an exchange is under way. 120,000. */
  readonly idle: number
  /** An event stream or an upgraded connection on which nothing moves. 600,000. */
  readonly stream: number
  /** Connecting to the upstream, TLS included. 10,000. */
  readonly connect: number
  /** From the last byte of the request to the response header of the upstream. 60,000. */
  readonly response: number
  /** Between two pieces of a response body (event streams use `stream`). 60,000. */
  readonly responseBody: number
  /** An idle upstream connection is kept for reuse. 15,000. */
  readonly upstreamKeepAlive: number
  /** Reading on after an early answer, so that the client gets to see it. 2,000. */
  readonly linger: number
  /** A graceful stop waits for exchanges under way. 30,000. */
  readonly shutdown: number
}

/** Upper bounds. 0 turns one off, except where noted. */
export interface ProxyLimits {
  /** Client connections at one time; more are closed at once. 10,000. */
  readonly connections: number
  /** Client connections at one time from one address. 0. */
  readonly connectionsPerAddress: number
  /** Requests on one connection; the last one is answered with `Connection: close`. 10,000. */
  readonly requestsPerConnection: number
  /** Requests at one time on an HTTP/2 connection. 100. */
  readonly streams: number
  /** Requests that a client may send ahead of their answers. 32. */
  readonly pipelined: number
  /** Request line and headers, in bytes; cannot be off. 32,768. */
  readonly headerBytes: number
  /** Header fields of a request. 200. */
  readonly headers: number
  /** Request target, in bytes. 16,384. */
  readonly target: number
  /** Request body in bytes, inspected or not. The ruleset has limits of its own. 0. */
  readonly requestBody: number
  /** Status line and headers of a response, in bytes; cannot be off. 65,536. */
  readonly responseHeaderBytes: number
  /** What a compressed response may grow to. 67,108,864. */
  readonly decodedResponse: number
  /** Connections to the upstream; more requests wait for one. 256. */
  readonly upstreamConnections: number
  /** The longest wait a rule's `pause` is granted, in milliseconds; 0 ignores pauses. 10,000. */
  readonly pause: number
}

/** TLS toward the upstream, in the terms of node:tls. */
export interface UpstreamTls {
  /** Certificate authorities in PEM, instead of the built-in ones. */
  readonly ca?: string
  /** Client certificate and key in PEM. */
  readonly cert?: string
  readonly key?: string
  /** The name to ask for and to check. Default: the upstream's host. */
  readonly servername?: string
  /** false accepts any certificate. Default: true. */
  readonly rejectUnauthorized?: boolean
}

/** TLS toward clients, in the terms of node:tls. */
export interface ClientTls {
  /** Certificate, with those that it hangs on, and key, in PEM. */
  readonly cert: string
  readonly key: string
  readonly passphrase?: string
  /** Default: Node's, which is TLS 1.2. */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3'
  readonly ciphers?: string
}

/**
 * What `createProxy` takes: what every host does (rules, mode, `onBlock` …), and what concerns a proxy. The configuration
 * file of `secrule serve` has the same names.
 */
export interface ProxyOptions extends Omit<HostOptions, 'limits' | 'logger'> {
  /** The ruleset that `engine` was made from: tells whether responses are inspected and how the server is named. */
  readonly program?: Program
  /** `http://host[:port]` or `https://host[:port]`, without a path. */
  readonly upstream: string
  /** `[host:]port`. Default: `127.0.0.1:8080`. Port 0 takes a free one. */
  readonly listen?: string | number
  /** Speaks TLS to clients. Default: no. */
  readonly tls?: ClientTls
  /** HTTP/2 for clients: offered over TLS (`tls`, default), also in the clear to clients that begin with it (`always`),
   *  or not at all (`off`). */
  readonly http2?: 'tls' | 'always' | 'off'
  /** Addresses and networks of balancers that put a PROXY header (version 1 or 2) in front of every connection; what it
   *  says of the client counts. A connection of theirs without one is closed. Default: none. */
  readonly proxyProtocol?: readonly string[]
  /** What the upstream gets as Host: `pass` (the client's, default), `upstream` (its own), or this very name. */
  readonly host?: string
  /** Host names that are served, without port: `shop.example` or `*.shop.example`. Others get 421. Default: all. */
  readonly allowedHosts?: readonly string[]
  /** Methods that are forwarded; others get 405. Default: those of HTTP without CONNECT and TRACE, and WebDAV's. */
  readonly methods?: readonly string[]
  /**
   * What becomes of CONNECT: refused with 405 (`refuse`, default), or inspected and sent to the upstream like any other
   * request (`forward`), which is what a web server without a tunnel module does. There is no tunnel either way: the
   * answer goes back without a body and the connections on both sides are closed.
   */
  readonly connect?: 'refuse' | 'forward'
  /** Request headers that come more than once: seen by the rules and sent on as they came (`keep`, default), or joined
   *  with commas into one before the rules see them (`join`), as Apache httpd does. */
  readonly repeatedHeaders?: 'keep' | 'join'
  /** Protocols that a client may switch to; a request to switch to others is served without it. `websocket`. */
  readonly upgrades?: readonly string[]
  /** What the upstream may encode with: nothing (`identity`), gzip, deflate and br (`decodable`), what the client takes
   *  (`pass`); `auto` (default) is `pass` when `program` says that responses are not inspected, else `identity`.
   *  A gzip, deflate or br response that is inspected is decoded in any case. */
  readonly acceptEncoding?: 'auto' | 'identity' | 'decodable' | 'pass'
  /** Replaces the Server header. Default: SecServerSignature of the ruleset, else the upstream's header is left alone. */
  readonly serverSignature?: string | null
  /** Header names to strip from responses, and headers to set on every one, our own pages included. */
  readonly responseHeaders?: {
    readonly remove?: readonly string[]
    readonly set?: Readonly<Record<string, string>>
  }
  readonly upstreamTls?: UpstreamTls
  readonly timeouts?: Partial<Timeouts>
  /** Those of the proxy, and `matches` of an engine that is made here. */
  readonly limits?: Partial<ProxyLimits & Pick<HostLimits, 'matches'>>
  /** Error-log lines, errors, and one entry for each exchange. Default: lines and errors go to standard error. */
  readonly logger?: ProxyLogger
}

/** The timeouts that hold when none is given. */
export const defaultTimeouts: Timeouts = {
  headers: 20_000,
  request: 300_000,
  body: 30_000,
  keepAlive: 10_000,
  idle: 120_000,
  stream: 600_000,
  connect: 10_000,
  response: 60_000,
  responseBody: 60_000,
  upstreamKeepAlive: 15_000,
  linger: 2_000,
  shutdown: 30_000,
}

/** The limits that hold when none is given. */
export const defaultLimits: ProxyLimits = {
  connections: 10_000,
  connectionsPerAddress: 0,
  requestsPerConnection: 10_000,
  streams: 100,
  pipelined: 32,
  headerBytes: 32_768,
  headers: 200,
  target: 16_384,
  requestBody: 0,
  responseHeaderBytes: 65_536,
  decodedResponse: 67_108_864,
  upstreamConnections: 256,
  pause: 10_000,
}

/** Methods that are forwarded when no list is given. */
export const defaultMethods: readonly string[] = [
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
  ...['PROPFIND', 'PROPPATCH', 'MKCOL', 'COPY', 'MOVE', 'LOCK', 'UNLOCK', 'REPORT', 'SEARCH'],
]
