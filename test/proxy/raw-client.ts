import { connect, type Socket } from 'node:net'

/** One response as it came over the wire. Byte strings. */
export interface RawResponse {
  readonly status: number
  readonly head: string
  readonly headers: [name: string, value: string][]
  readonly body: string
}

/** Values of a header, by lower-case name. */
export function headerOf(response: RawResponse | undefined, name: string): string | undefined {
  const values = response?.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value) ?? []
  return values.length === 0 ? undefined : values.join(' | ')
}

/** A connection that is written to byte for byte. */
export class RawClient {
  received = ''
  isClosed = false
  error: string | null = null
  readonly socket: Socket
  private wakers: (() => void)[] = []

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    this.socket.on('data', (chunk) => {
      this.received += chunk.toString('latin1')
      this.wake()
    })
    this.socket.on('error', (error: NodeJS.ErrnoException) => {
      this.error = error.code ?? error.message
    })
    this.socket.on('end', () => {
      this.isClosed = true
      this.wake()
    })
    this.socket.on('close', () => {
      this.isClosed = true
      this.wake()
    })
  }

  send(text: string): this {
    if (!this.socket.destroyed) this.socket.write(Buffer.from(text, 'latin1'))
    return this
  }

  /**
   * Waits until a condition holds, the connection is closed, or the time is up; true when the condition holds. Time is counted
   * in turns of this process, which the server under test is a part of: it stands still while the machine does other things.
   */
  async until(condition: () => boolean, milliseconds = 5_000): Promise<boolean> {
    let turns = Math.ceil(milliseconds / 20)
    while (!condition() && !this.isClosed && turns > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(
          () => {
            turns--
            resolve()
          },
          Math.min(20, milliseconds),
        )
        this.wakers.push(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    }
    return condition()
  }

  /** The responses so far. */
  responses(methods: readonly string[] = []): RawResponse[] {
    return readResponses(this.received, methods)
  }

  /** Waits for a number of complete responses. `methods` tells which belong to HEAD. */
  async take(count = 1, methods: readonly string[] = []): Promise<RawResponse[]> {
    await this.until(() => this.responses(methods).length >= count)
    return this.responses(methods)
  }

  async closed(milliseconds = 5_000): Promise<boolean> {
    await this.until(() => this.isClosed, milliseconds)
    return this.isClosed
  }

  destroy(): void {
    this.socket.destroy()
  }

  private wake(): void {
    for (const waker of this.wakers.splice(0)) waker()
  }
}

/** Sends one request on a connection of its own and gives the response. */
export async function ask(port: number, request: string, method = 'GET'): Promise<RawResponse | undefined> {
  const client = new RawClient(port).send(request)
  const [response] = await client.take(1, [method])
  client.destroy()
  return response
}

/** Splits what a server sent into complete responses. A body without length or chunks runs to the end of what is there. */
export function readResponses(text: string, methods: readonly string[]): RawResponse[] {
  const result: RawResponse[] = []
  let at = 0
  while (at < text.length) {
    const end = text.indexOf('\r\n\r\n', at)
    if (end < 0) break
    const head = text.slice(at, end)
    const [line = '', ...lines] = head.split('\r\n')
    const headers = lines.map((field): [string, string] => {
      const colon = field.indexOf(':')
      return [field.slice(0, colon), field.slice(colon + 1).trim()]
    })
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(line)?.[1])
    if (!(status >= 100)) throw new Error(`not a response: ${JSON.stringify(line)}`)
    const get = (name: string) => headers.find(([key]) => key.toLowerCase() === name)?.[1]
    at = end + 4
    let body = ''
    const finals = result.filter((response) => response.status >= 200).length
    const isBodiless = status < 200 || status === 204 || status === 304 || methods[finals] === 'HEAD'
    if (isBodiless) body = ''
    else if (get('transfer-encoding') === 'chunked') {
      const chunks = readChunks(text, at)
      if (chunks === null) break
      ;({ body, at } = chunks)
    } else {
      const length = get('content-length') === undefined ? text.length - at : Number(get('content-length'))
      if (text.length - at < length) break
      body = text.slice(at, at + length)
      at += length
    }
    result.push({ status, head, headers, body })
    if (status === 101) break
  }
  return result
}

/** The body that stands as chunks at a position, and where it ends, trailers included; null while it is not complete. */
export function readChunks(text: string, from: number): { body: string; at: number; trailers: string } | null {
  let at = from
  let body = ''
  for (;;) {
    const end = text.indexOf('\r\n', at)
    if (end < 0) return null
    const size = text.slice(at, end)
    if (!/^[0-9a-fA-F]{1,8}$/.test(size)) throw new Error(`not a chunk size: ${JSON.stringify(size)}`)
    const length = Number.parseInt(size, 16)
    at = end + 2
    if (length === 0) break
    if (text.length < at + length + 2) return null
    body += text.slice(at, at + length)
    at += length
    if (text.slice(at, at + 2) !== '\r\n') throw new Error('a chunk does not end where it should')
    at += 2
  }
  if (text.slice(at, at + 2) === '\r\n') return { body, at: at + 2, trailers: '' }
  const end = text.indexOf('\r\n\r\n', at)
  return end < 0 ? null : { body, at: end + 4, trailers: text.slice(at, end) }
}
