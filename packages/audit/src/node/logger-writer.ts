import type { LossCounter } from './loss-counter.js'
import { PipeWriter } from './pipe-writer.js'
import type { RecordWriter } from './record-writer.js'
import type { FullSinkOptions } from './sink-options.js'

/** Longest text of a message, in bytes; its header takes some hundred more. */
const largest = 65_000

/**
 * Syslog messages to a unix datagram socket, by way of the `logger` program of util-linux. It writes the header of each
 * message itself, from the priority in front of the line.
 */
export class LoggerWriter implements RecordWriter {
  readonly #pipe: PipeWriter
  readonly #losses: LossCounter

  constructor(path: string, options: FullSinkOptions, losses: LossCounter) {
    const words = [
      '--socket',
      path,
      '--rfc5424',
      '--prio-prefix',
      '--tag',
      'secrule',
      '--msgid',
      'audit',
      '--size',
      String(largest),
    ]
    this.#losses = losses
    this.#pipe = new PipeWriter(['logger', ...words], options, losses)
  }

  /** Takes a message of RFC 5424: the priority, and the text behind the seven fields of the header. */
  write(message: string): boolean {
    const [, priority = '', text = ''] = /^(<\d+>)1(?: \S+){6} (.*)$/s.exec(message) ?? []
    // The program would split it, and pieces are no records.
    if (text.length > largest) {
      this.#losses.add(1, 'a record is too large for a datagram')
      return false
    }
    return this.#pipe.write(`${priority}${text}\n`)
  }

  reopen(): void {}

  async close(): Promise<void> {
    await this.#pipe.close()
  }
}
