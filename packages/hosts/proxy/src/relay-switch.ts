import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { eachHeader, tokensOf } from '@secrule/host'
import type { Exchange } from './exchange.js'
import type { Outcome } from './outcome.js'
import { refuse } from './refusal.js'
import { responseHeaders } from './response-headers.js'
import type { UpstreamAnswer } from './upstream-call.js'

/**
 * Lets client and upstream switch to another protocol once phases 3 and 4 have passed the 101. From then on bytes go through
 * unseen, and the transaction is over.
 */
export async function relaySwitch(
  exchange: Exchange,
  answer: Extract<UpstreamAnswer, { kind: 'switched' }>,
): Promise<Outcome> {
  const { inspection, switching, response, context } = exchange
  const { message, socket: upstream } = answer
  upstream.on('error', () => upstream.destroy())
  exchange.onCut(() => upstream.destroy())
  const stop = (outcome: Outcome): Outcome => {
    upstream.destroy()
    return outcome
  }
  if (switching === null || message.statusCode !== 101) return stop(unasked)
  if (!tokensOf(message.rawHeaders, 'upgrade').includes(switching.protocol.toLowerCase())) return stop(unasked)
  exchange.hasResponse = true
  const verdict = (await inspection.responseHead(101, message.rawHeaders)) ?? (await inspection.responseEnd())
  if (verdict !== null) return stop({ kind: 'interrupted', verdict })
  if (exchange.isCut) return stop({ kind: 'cut', reason: 'client closed' })

  const client = switching.socket
  const headers = responseHeaders(exchange, message.rawHeaders, { length: null, isDecoded: false })
  let head = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n'
  head += `Upgrade: ${switching.protocol}\r\n`
  eachHeader(headers, (name, value) => {
    head += `${name}: ${value}\r\n`
  })
  // The response object was only there for the case of a refusal.
  response.detachSocket?.(client)
  exchange.status = 101
  exchange.channel.isTunnel = true
  client.write(`${head}\r\n`, 'latin1')
  if (answer.head.length > 0) client.write(answer.head)
  if (switching.head.length > 0) upstream.write(switching.head)
  join(client, upstream, context.options.timeouts.stream)
  return { kind: 'served' }
}

const unasked: Outcome = { kind: 'refused', refusal: refuse(502, 'upstream: switched to what nobody asked for') }

/** Couples two connections: what one sends the other gets, an end is passed on, and the death of one is that of both. */
function join(client: Socket, upstream: Duplex, idle: number): void {
  const end = () => {
    client.destroy()
    upstream.destroy()
  }
  let isMoving = true
  const timer = idle > 0 ? setInterval(check, idle) : null
  function check(): void {
    if (!isMoving) end()
    isMoving = false
  }
  for (const [from, to] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    from.on('data', () => {
      isMoving = true
    })
    from.on('error', end)
    from.on('close', () => {
      if (timer !== null) clearInterval(timer)
      // What was received before an orderly end may still be on its way out.
      if (from.readableEnded && from.writableEnded) to.end()
      else end()
    })
    from.pipe(to)
  }
}
