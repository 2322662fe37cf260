import type { AuditDestination, AuditRecord } from '@secrule/program'
import { formatRecord } from '../format-record.js'
import type { CountingSink } from './counting-sink.js'
import { LossCounter } from './loss-counter.js'
import { openWriter } from './open-writer.js'
import type { RecordWriter } from './record-writer.js'
import type { FullSinkOptions } from './sink-options.js'

/** All records behind one another in one file, or to one program. Throws when the file cannot be opened. */
export class SerialSink implements CountingSink {
  readonly #losses: LossCounter
  readonly #writer: RecordWriter

  constructor({ log, fileMode, dirMode }: AuditDestination, options: FullSinkOptions) {
    const target = log ?? ''
    this.#losses = new LossCounter(`audit log ${target}`, options.report)
    this.#writer = openWriter(target, { file: fileMode, folder: dirMode }, options, this.#losses)
  }

  get lost(): number {
    return this.#losses.lost
  }

  write(record: AuditRecord): void {
    this.#writer.write(formatRecord(record))
  }

  reopen(): void {
    this.#writer.reopen()
  }

  async close(): Promise<void> {
    await this.#writer.close()
  }
}
