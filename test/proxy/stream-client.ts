import { type ClientHttp2Session, connect, constants, type OutgoingHttpHeaders } from 'node:http2'

/** What came back on a stream. */
export interface StreamAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  readonly trailers: Readonly<Record<string, string | string[] | undefined>>
  /** The code that the stream ended with; 0 is a good end. */
  readonly code: number
  readonly informed: readonly number[]
}

/** An HTTP/2 client on one session. */
export class StreamClient {
  readonly session: ClientHttp2Session
  isClosed = false
  goaway: number | null = null

  constructor(port: number, tls: { readonly ca: string; readonly servername: string } | null = null) {
    this.session = connect(`${tls === null ? 'http' : 'https'}://127.0.0.1:${port}`, tls ?? {})
    this.session.on('error', () => {})
    this.session.on('goaway', (code) => (this.goaway = code))
    this.session.on('close', () => (this.isClosed = true))
  }

  /** Sends a request, and gives what it led to. `body` comes in pieces; null sends none. */
  ask(headers: OutgoingHttpHeaders, body: readonly (string | Uint8Array)[] | null = null): Promise<StreamAnswer> {
    const fields = { ':path': '/', ':authority': 'shop.example', ...headers }
    const stream = this.session.request(fields, { endStream: body === null, waitForTrailers: false })
    return new Promise((resolve) => {
      const answer = { status: 0, headers: {}, trailers: {}, informed: [] as number[] }
      const parts: Buffer[] = []
      stream.on('error', () => {})
      stream.on('headers', (told) => answer.informed.push(Number(told[':status'])))
      stream.on('response', (told) => Object.assign(answer, { headers: told, status: Number(told[':status']) }))
      stream.on('trailers', (trailers) => Object.assign(answer, { trailers }))
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('close', () =>
        resolve({ ...answer, body: Buffer.concat(parts).toString('latin1'), code: stream.rstCode }),
      )
      for (const part of body ?? []) stream.write(typeof part === 'string' ? Buffer.from(part, 'latin1') : part)
      if (body !== null) stream.end()
    })
  }

  /** Waits until the session has ended. */
  async closed(milliseconds = 5_000): Promise<boolean> {
    const end = Date.now() + milliseconds
    while (!this.isClosed && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10))
    return this.isClosed
  }

  destroy(): void {
    this.session.destroy()
  }
}

export const codes = {
  none: constants.NGHTTP2_NO_ERROR,
  refused: constants.NGHTTP2_REFUSED_STREAM,
  internal: constants.NGHTTP2_INTERNAL_ERROR,
}

export const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'

/** A frame, byte for byte. */
export function frame(type: number, flags: number, stream: number, payload: string): string {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return head.toString('latin1') + payload
}

/** Header fields in HPACK, each a literal without index. */
export function fields(...pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => `\0${length(name)}${name}${length(value)}${value}`).join('')
}

function length(text: string): string {
  if (text.length < 127) return String.fromCharCode(text.length)
  let rest = text.length - 127
  let bytes = '\x7f'
  for (; rest > 127; rest >>= 7) bytes += String.fromCharCode(128 | (rest & 127))
  return bytes + String.fromCharCode(rest)
}
