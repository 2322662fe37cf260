import { createServer, type Server, type Socket } from 'node:net'
import { readChunks } from './raw-client.js'

/** One request as it reached the upstream. Byte strings. */
export interface UpstreamRequest {
  readonly method: string
  readonly target: string
  readonly headers: [name: string, value: string][]
  readonly body: string
  readonly trailers: string
  readonly raw: string
  readonly socket: Socket
}

/** An upstream that takes nothing but requests with one possible meaning; anything else it notes as a violation. */
export class RawUpstream {
  readonly requests: UpstreamRequest[] = []
  readonly violations: string[] = []
  connections = 0
  /** Requests that broke off before their end. */
  unfinished = 0
  /** Takes connections and reads nothing. */
  pauseReading = false
  port = 0
  /** Answers a request; the default says `ok`. */
  answer: (request: UpstreamRequest) => string | null = () => ok('ok')
  private readonly server: Server
  private readonly sockets = new Set<Socket>()

  constructor() {
    this.server = createServer((socket) => this.serve(socket))
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    this.port = (this.server.address() as { port: number }).port
    return this
  }

  close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    return new Promise((resolve) => this.server.close(() => resolve()))
  }

  get open(): number {
    return this.sockets.size
  }

  get last(): UpstreamRequest {
    const request = this.requests.at(-1)
    if (request === undefined) throw new Error('nothing reached the upstream')
    return request
  }

  clear(): void {
    this.requests.length = 0
    this.violations.length = 0
  }

  private serve(socket: Socket): void {
    this.connections++
    this.sockets.add(socket)
    socket.setNoDelay(true)
    if (this.pauseReading) {
      socket.on('error', () => {})
      socket.on('close', () => this.sockets.delete(socket))
      socket.pause()
      return
    }
    let buffered = ''
    socket.on('error', () => {})
    socket.on('close', () => {
      this.sockets.delete(socket)
      if (buffered !== '') this.unfinished++
    })
    let isRaw = false
    socket.on('data', (chunk) => {
      if (isRaw) return
      buffered += chunk.toString('latin1')
      try {
        for (let read = readRequest(buffered, socket); read !== null; read = readRequest(buffered, socket)) {
          buffered = buffered.slice(read.end)
          this.requests.push(read.request)
          const text = this.answer(read.request)
          if (text !== null) socket.write(Buffer.from(text, 'latin1'))
          if (text?.startsWith('HTTP/1.1 101')) {
            isRaw = true
            buffered = ''
            return
          }
        }
      } catch (error) {
        this.violations.push(`${(error as Error).message}: ${JSON.stringify(buffered.slice(0, 300))}`)
        socket.destroy()
      }
    })
  }
}

/** A 200 with a length. */
export function ok(body: string, headers = ''): string {
  return `HTTP/1.1 200 OK\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`
}

const line = /^([A-Z-]+) ([\x21-\x7e]+) HTTP\/1\.1$/
const field = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+): ([\t\x20-\x7e\x80-\xff]*)$/

/** Reads one request strictly. Throws when any byte of it could be understood in two ways; null while it is incomplete. */
function readRequest(text: string, socket: Socket): { request: UpstreamRequest; end: number } | null {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return null
  const lines = text.slice(0, end).split('\r\n')
  const first = line.exec(lines[0] ?? '')
  if (first === null) throw new Error('not a request line')
  const headers = lines.slice(1).map((each): [string, string] => {
    const parts = field.exec(each)
    if (parts === null) throw new Error(`not a header: ${JSON.stringify(each)}`)
    return [parts[1] ?? '', parts[2] ?? '']
  })
  const get = (name: string) => headers.filter(([key]) => key.toLowerCase().replaceAll('_', '-') === name)
  const lengths = get('content-length')
  const codings = get('transfer-encoding')
  if (lengths.length + codings.length > 1) throw new Error('more than one framing')
  if (get('host').length > 1) throw new Error('more than one host')
  if (lengths.length === 1 && !/^(0|[1-9]\d{0,15})$/.test(lengths[0]?.[1] ?? '')) throw new Error('not a length')
  if (codings.length === 1 && codings[0]?.[1] !== 'chunked') throw new Error('not chunked')
  let at = end + 4
  let body = ''
  let trailers = ''
  if (codings.length === 1) {
    const chunks = readChunks(text, at)
    if (chunks === null) return null
    ;({ body, at, trailers } = chunks)
  } else if (lengths.length === 1) {
    const length = Number(lengths[0]?.[1])
    if (text.length - at < length) return null
    body = text.slice(at, at + length)
    at += length
  }
  const request = {
    method: first[1] ?? '',
    target: first[2] ?? '',
    headers,
    body,
    trailers,
    raw: text.slice(0, at),
    socket,
  }
  return { request, end: at }
}
