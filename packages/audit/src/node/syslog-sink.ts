import type { AuditDestination, AuditRecord } from '@secrule/program'
import type { CountingSink } from './counting-sink.js'
import { LoggerWriter } from './logger-writer.js'
import { LossCounter } from './loss-counter.js'
import type { RecordWriter } from './record-writer.js'
import type { FullSinkOptions } from './sink-options.js'
import { StreamWriter } from './stream-writer.js'
import { syslogMessage } from './syslog-message.js'
import { UdpWriter } from './udp-writer.js'

/**
 * Sends records to a syslog server as RFC 5424 has them. SecAuditLog names it: `udp://HOST:514`, `tcp://HOST:601`, or the path
 * of a unix socket, which is /dev/log when nothing is named. Streams have each message behind its length (RFC 6587). Unix
 * datagram sockets are beyond this runtime: for those the records go through the `logger` program.
 */
export class SyslogSink implements CountingSink {
  readonly #losses: LossCounter
  #writer: RecordWriter

  constructor({ log }: AuditDestination, options: FullSinkOptions) {
    const target = log ?? '/dev/log'
    this.#losses = new LossCounter(`audit log ${target}`, options.report)
    this.#writer = writerFor(target, options, this.#losses)
    if (this.#writer instanceof StreamWriter) {
      this.#writer.onDatagramSocket = (waiting) => {
        const { pathname } = new URL(target, 'unix:///')
        this.#writer = new LoggerWriter(decodeURIComponent(pathname), options, this.#losses)
        for (const message of waiting) this.#writer.write(message)
      }
    }
  }

  get lost(): number {
    return this.#losses.lost
  }

  write(record: AuditRecord): void {
    this.#writer.write(syslogMessage(record))
  }

  reopen(): void {
    this.#writer.reopen()
  }

  async close(): Promise<void> {
    await this.#writer.close()
  }
}

function writerFor(target: string, options: FullSinkOptions, losses: LossCounter): RecordWriter {
  if (target.startsWith('/')) return new StreamWriter({ path: target }, options, losses)
  const url = URL.canParse(target) ? new URL(target) : null
  if (url?.protocol === 'unix:') return new StreamWriter({ path: decodeURIComponent(url.pathname) }, options, losses)
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? ''
  if (host !== '' && url?.protocol === 'tcp:')
    return new StreamWriter({ host, port: Number(url.port || 601) }, options, losses)
  if (host !== '' && url?.protocol === 'udp:') return new UdpWriter(host, Number(url.port || 514), options, losses)
  throw new Error(
    `SecAuditLogType Syslog needs \`udp://HOST:PORT\`, \`tcp://HOST:PORT\` or the path of a socket in SecAuditLog, not \`${target}\``,
  )
}
