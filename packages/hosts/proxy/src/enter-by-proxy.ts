import type { Socket } from 'node:net'
import type { Ends } from './channel.js'
import { readProxyHeader } from './proxy-header.js'

/**
 * Takes the PROXY header off the start of a connection and gives what it says of the client. The rest of the bytes is left
 * to be read. Null when there is no such header, or not in time: then nothing on this connection can be believed.
 */
export async function enterByProxy(
  socket: Socket,
  own: Ends,
  timeout: number,
  reportError: (message: string) => void,
): Promise<Ends | null> {
  let bytes: Uint8Array = new Uint8Array(0)
  const seen = await firstBytes(socket, timeout, (chunk) => {
    bytes = Buffer.concat([bytes, chunk])
    const read = readProxyHeader(bytes)
    if (read.kind === 'partial') return null
    if (read.kind === 'header') socket.unshift(bytes.subarray(read.length))
    else reportError(`proxy: [client ${own.peer}] ${read.reason}`)
    return read
  })
  if (seen === null || seen.kind !== 'header') return null
  return seen.ends ?? own
}

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')

/** Whether a connection in the clear begins as HTTP/2 does. Nothing is taken off it. Null when nothing came in time. */
export function beginsAsHttp2(socket: Socket, timeout: number): Promise<boolean | null> {
  let bytes: Uint8Array = new Uint8Array(0)
  return firstBytes(socket, timeout, (chunk) => {
    bytes = Buffer.concat([bytes, chunk])
    const length = Math.min(bytes.length, preface.length)
    const isAlike = preface.subarray(0, length).equals(bytes.subarray(0, length))
    if (isAlike && length < preface.length) return null
    socket.unshift(bytes)
    return isAlike
  })
}

/** Gives chunks of a connection to a reader until it has an answer; null when the connection or the time ends before. */
function firstBytes<T>(socket: Socket, timeout: number, read: (chunk: Uint8Array) => T | null): Promise<T | null> {
  return new Promise((resolve) => {
    const settle = (answer: T | null): void => {
      clearTimeout(timer)
      for (const event of ['end', 'close'] as const) socket.off(event, leave)
      socket.off('readable', look)
      // By then the stream has noticed that nobody waits for `readable` any more.
      setImmediate(resolve, answer)
    }
    const leave = (): void => settle(null)
    const look = (): void => {
      for (;;) {
        const chunk = socket.read() as Uint8Array | null
        if (chunk === null) return
        const answer = read(chunk)
        if (answer !== null) return settle(answer)
      }
    }
    const timer = timeout > 0 ? setTimeout(leave, timeout) : undefined
    for (const event of ['end', 'close'] as const) socket.once(event, leave)
    socket.on('readable', look)
  })
}
