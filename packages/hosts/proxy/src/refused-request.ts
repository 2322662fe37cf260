import { IncomingMessage } from 'node:http'
import type { Connection } from './connection.js'
import { closeGently, detachedResponse } from './detached-response.js'
import { Exchange } from './exchange.js'
import { readLeniently } from './lenient-request.js'
import type { Outcome } from './outcome.js'
import type { ProxyContext } from './proxy-context.js'
import { refuse } from './refusal.js'
import { isSimpleRequest } from './simple-answer.js'

/** What Node's server reports when it cannot go on with a connection. */
export interface ParserFailure extends Error {
  readonly code?: string
  readonly rawPacket?: Uint8Array
}

/**
 * Takes over a connection whose parser failed. A failure inside a body belongs to the exchange under way. A request that
 * could not be read is shown to the engine as sent, once those before it are answered, and gets the engine's verdict or a
 * refusal; it is never forwarded. Everything after it on this connection is thrown away.
 */
export function refuseRequest(
  context: ProxyContext,
  connection: Connection,
  failure: ParserFailure,
): RefusedRequest | null {
  const { socket } = connection
  if (connection.isBroken) return null
  const isParserError = failure.code?.startsWith('HPE_') || failure.code === 'ERR_HTTP_REQUEST_TIMEOUT'
  if (!isParserError || socket.destroyed) {
    socket.destroy()
    return null
  }
  // Sent after a request that asked to close: not to be read, and no fault of that request.
  if (failure.code === 'HPE_CLOSED_CONNECTION') return null
  const bytes = connection.refusedBytes(failure.rawPacket)
  connection.isBroken = true
  if (connection.breakMessage(failure.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'timeout' : 'malformed')) return null
  if (bytes.length === 0) {
    connection.enqueue(async () => closeGently(socket, context.options.timeouts.linger))
    return null
  }
  return { bytes, status: statusOf(failure.code), reason: failure.code ?? failure.message }
}

/** Bytes that are no request, and what to say to them. */
export interface RefusedRequest {
  readonly bytes: Uint8Array
  readonly status: number
  readonly reason: string
}

/** The exchange of a refused request, with a response of its own on the bare connection. */
export function refusedExchange(context: ProxyContext, connection: Connection, refused: RefusedRequest): Exchange {
  const { socket } = connection
  const read = readLeniently(refused.bytes)
  const [method = '', target = '', protocol = ''] = read.line.split(/[ \t]/, 3)
  const message = new IncomingMessage(socket)
  message.method = method === 'HEAD' ? 'HEAD' : 'GET'
  message.httpVersionMajor = 1
  message.httpVersionMinor = 1
  return new Exchange(context, connection, {
    request: { method, target, httpVersion: protocol.replace(/^HTTP\//, ''), headers: read.headers },
    message: null,
    response: detachedResponse(message, socket, context.options.timeouts.linger),
    switching: null,
    expectsContinue: false,
    refused: {
      line: read.line,
      body: read.body,
      status: refused.status,
      reason: refused.reason,
      isSimple: isSimpleRequest(refused.bytes),
    },
  })
}

/** Phases 1 and 2 of what could be made out. */
export async function inspectRefused(exchange: Exchange): Promise<Outcome> {
  const { channel, inspection, request, refused } = exchange
  if (refused === null) throw new Error('not a refused request')
  const server = { address: channel.serverAddress, port: channel.serverPort, name: '' }
  let verdict = await inspection.requestHead({ line: refused.line }, request.headers, exchange.client, server)
  if (verdict === null && refused.body.length > 0 && inspection.bodyNeed('request') === 'buffer') {
    verdict = await inspection.writeRequestBody(refused.body)
  }
  verdict ??= await inspection.requestEnd([])
  if (verdict !== null) return { kind: 'interrupted', verdict }
  return { kind: 'refused', refusal: refuse(refused.status, `not proper HTTP: ${refused.reason}`) }
}

function statusOf(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408
  return 400
}
