import type { AuditRecord } from '@secrule/program'
import { guardianLine } from '../index-line.js'
import type { CountingSink } from './counting-sink.js'
import { LossCounter } from './loss-counter.js'
import { openWriter } from './open-writer.js'
import type { RecordWriter } from './record-writer.js'
import { fullSinkOptions, type SinkOptions } from './sink-options.js'

/** SecGuardianLog: one line for each transaction to the program that its ruleset names, started with the first of them. */
export class GuardianSink implements CountingSink {
  readonly #options: SinkOptions
  readonly #losses: LossCounter
  readonly #writers = new Map<string, RecordWriter>()

  constructor(options: SinkOptions = {}) {
    this.#options = options
    this.#losses = new LossCounter('guardian log', options.report ?? (() => {}))
  }

  get lost(): number {
    return this.#losses.lost
  }

  write(record: AuditRecord): void {
    const command = record.destination.guardian
    if (command === null) return
    let writer = this.#writers.get(command)
    if (writer === undefined) {
      writer = openWriter(command, { file: 0o640, folder: 0o750 }, fullSinkOptions(this.#options), this.#losses)
      this.#writers.set(command, writer)
    }
    writer.write(guardianLine(record))
  }

  reopen(): void {
    for (const writer of this.#writers.values()) writer.reopen()
  }

  async close(): Promise<void> {
    await Promise.all([...this.#writers.values()].map((writer) => writer.close()))
  }
}
