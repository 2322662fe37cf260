import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { AuditDestination, AuditRecord } from '@secrule/program'
import { formatRecord } from '../format-record.js'
import { Backoff } from './backoff.js'
import { BoundedQueue } from './bounded-queue.js'
import type { CountingSink } from './counting-sink.js'
import { LossCounter, reasonOf } from './loss-counter.js'
import type { FullSinkOptions } from './sink-options.js'

/** What a server answered: taken, to be tried again, or never to be taken. */
type Answer = 'taken' | { readonly refused: string } | { readonly failed: string }

/**
 * Posts records to a URL, many at a time: formats of one line as lines of JSON (application/x-ndjson), the native one as
 * text. One batch is on its way at a time; it is sent again, ever less often, until the server takes it or refuses it for
 * good (a 4xx status). A batch that the server took without answering comes twice; each record has its id.
 */
export class HttpsSink implements CountingSink {
  readonly #url: URL
  readonly #options: FullSinkOptions
  readonly #type: string
  readonly #losses: LossCounter
  readonly #queue: BoundedQueue
  readonly #backoff: Backoff
  #timer: NodeJS.Timeout | null = null
  #isSending = false
  #isClosing = false
  #onDone: (() => void) | null = null

  constructor({ log, format }: AuditDestination, options: FullSinkOptions) {
    this.#url = serverUrl(log ?? '')
    this.#options = options
    this.#type = format === 'Native' ? 'text/plain; charset=iso-8859-1' : 'application/x-ndjson'
    this.#losses = new LossCounter(`audit log ${this.#url.origin}${this.#url.pathname}`, options.report)
    this.#queue = new BoundedQueue(options.queue)
    this.#backoff = new Backoff(...options.retry)
  }

  get lost(): number {
    return this.#losses.lost
  }

  write(record: AuditRecord): void {
    const item = Buffer.from(formatRecord(record), 'latin1')
    if (this.#isClosing || !this.#queue.push(item)) {
      this.#losses.add(1, this.#isClosing ? 'closed' : 'the server does not take records as fast as they come')
      return
    }
    if (this.#queue.length >= this.#options.batch.records) this.#send()
    else this.#wait(this.#options.batchDelay)
  }

  reopen(): void {}

  async close(): Promise<void> {
    this.#isClosing = true
    if (this.#queue.length > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.#options.closeWithin)
        this.#onDone = () => {
          clearTimeout(timer)
          resolve()
        }
        if (this.#timer !== null) clearTimeout(this.#timer)
        this.#timer = null
        this.#send()
      })
    }
    if (this.#timer !== null) clearTimeout(this.#timer)
    const left = this.#queue.length
    this.#queue.drop(left)
    if (left > 0) this.#losses.add(left, 'closing')
    this.#losses.settle('closing')
  }

  #wait(milliseconds: number): void {
    if (this.#timer !== null || this.#isSending) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#send()
    }, milliseconds)
    if (!this.#isClosing) this.#timer.unref()
  }

  #send(): void {
    if (this.#isSending || (this.#timer !== null && this.#backoffIsOn)) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const { records, bytes } = this.#options.batch
    const items = this.#queue.peek(records, bytes)
    if (items.length === 0) {
      this.#onDone?.()
      return
    }
    this.#isSending = true
    this.#post(Buffer.concat(items), (answer) => {
      this.#isSending = false
      if (answer !== 'taken' && 'failed' in answer) {
        this.#losses.warn(answer.failed)
        this.#backoffIsOn = true
        this.#wait(this.#backoff.next())
        return
      }
      this.#backoffIsOn = false
      this.#backoff.reset()
      // Closing may have given up on them while they were on their way.
      const count = Math.min(items.length, this.#queue.length)
      this.#queue.drop(count)
      if (answer !== 'taken') this.#losses.add(count, answer.refused)
      this.#send()
    })
  }

  #backoffIsOn = false

  #post(body: Buffer, done: (answer: Answer) => void): void {
    let isDone = false
    const finish = (answer: Answer): void => {
      if (isDone) return
      isDone = true
      clearTimeout(timer)
      done(answer)
    }
    const { headers, timeout, authority } = this.#options
    const send = this.#url.protocol === 'http:' ? httpRequest : httpsRequest
    const call = send(
      this.#url,
      {
        method: 'POST',
        headers: { 'Content-Type': this.#type, 'Content-Length': body.length, 'User-Agent': 'secrule', ...headers },
        ...(authority === undefined ? {} : { ca: authority }),
      },
      (response) => {
        response.resume()
        const status = response.statusCode ?? 0
        if (status >= 200 && status < 300) finish('taken')
        else if (status === 408 || status === 429 || status >= 500) finish({ failed: `the server answers ${status}` })
        else finish({ refused: `the server refuses records with status ${status}` })
      },
    )
    const timer = setTimeout(() => {
      finish({ failed: `the server does not answer within ${timeout} ms` })
      call.destroy()
    }, timeout)
    timer.unref()
    call.on('error', (error) => finish({ failed: reasonOf(error) }))
    call.end(body)
  }
}

function serverUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url
  throw new Error(
    `SecAuditLogType HTTPS needs a URL in SecAuditLog, such as \`https://logs.example.com/audit\`, not \`${text}\``,
  )
}
