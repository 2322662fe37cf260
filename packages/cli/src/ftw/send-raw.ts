import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { byteString, bytesOf } from '../byte-string.js'
import { readAnswer } from './read-answer.js'

/** A server to send requests to. */
export interface Destination {
  readonly host: string
  readonly port: number
  readonly isTls: boolean
  /** Take any certificate. */
  readonly isInsecure: boolean
}

/** What came back. */
export interface WireAnswer {
  readonly status: number | null
  /** Why there is no usable answer; null when there is one. */
  readonly failure: string | null
  /** Everything that came, a byte string. */
  readonly response: string
}

/** What is read of an answer. */
const largest = 67_108_864

/**
 * Sends bytes as they are over a connection of their own and reads one answer; then the connection is closed, whatever
 * else was to come. Never rejects: a server that does not answer is a result.
 */
export function sendRaw(destination: Destination, raw: string, timeout: number): Promise<WireAnswer> {
  const method = /^[\r\n]*([^ \t\r\n]*)/.exec(raw)?.[1] ?? ''
  return new Promise((resolve) => {
    const chunks: string[] = []
    let bytes = 0
    const finish = (failure: string | null, status: number | null = null): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ status, failure, response: chunks.join('') })
    }
    const look = (hasEnded: boolean): void => {
      const text = chunks.join('')
      chunks.splice(0, chunks.length, text)
      const { status, isComplete, problem } = readAnswer(text, method, hasEnded)
      if (problem !== null) finish(problem)
      else if (isComplete) finish(null, status)
      else if (bytes > largest) finish('an endless answer')
      else if (hasEnded) finish(text === '' ? 'the connection was closed without an answer' : 'the answer broke off')
    }
    const socket = open(destination)
    const timer = setTimeout(() => finish(`no whole answer within ${timeout / 1000} s`), timeout)
    socket.on('data', (chunk: Uint8Array) => {
      bytes += chunk.length
      chunks.push(byteString(chunk))
      look(false)
    })
    socket.on('end', () => look(true))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // An answer that came before the connection broke still counts.
      const { status, isComplete } = readAnswer(chunks.join(''), method, true)
      if (isComplete) finish(null, status)
      else finish(error.code === 'ECONNREFUSED' ? 'nobody listens there' : error.message)
    })
    socket.on('close', () => finish('the connection was closed'))
    socket.write(bytesOf(raw))
  })
}

function open({ host, port, isTls, isInsecure }: Destination): Socket {
  if (!isTls) return connect({ host, port, noDelay: true })
  return connectTls({ host, port, servername: host, rejectUnauthorized: !isInsecure })
}
