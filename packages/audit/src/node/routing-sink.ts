import type { AuditDestination, AuditRecord } from '@secrule/program'
import { sinkFor } from './audit-sink.js'
import type { CountingSink } from './counting-sink.js'
import { LossCounter, reasonOf } from './loss-counter.js'
import type { SinkOptions } from './sink-options.js'

/** Destinations that are kept open; rulesets that were reloaded many times may have had more. */
const most = 16

/**
 * The audit log of an engine: each record goes where the directives of its own ruleset say, so that a reload with another
 * SecAuditLog takes effect with the first transaction that uses it.
 */
export class RoutingSink implements CountingSink {
  readonly #options: SinkOptions
  readonly #sinks = new Map<string, CountingSink>()
  readonly #losses: LossCounter
  #closed = 0

  constructor(options: SinkOptions = {}) {
    this.#options = options
    this.#losses = new LossCounter('audit log', options.report ?? (() => {}))
  }

  /** Opens a destination now. Throws when that cannot be. */
  open(destination: AuditDestination): void {
    this.#sinkOf(destination)
  }

  get lost(): number {
    return [...this.#sinks.values()].reduce((total, { lost }) => total + lost, this.#losses.lost + this.#closed)
  }

  write(record: AuditRecord): Promise<void> | void {
    const { type, log, storageDir } = record.destination
    // The directives name no place: the record is for the caller only.
    if (type === 'Concurrent' ? storageDir === null : type !== 'Syslog' && log === null) return
    let sink: CountingSink
    try {
      sink = this.#sinkOf(record.destination)
    } catch (error) {
      this.#losses.add(1, reasonOf(error))
      return
    }
    return sink.write(record) as Promise<void> | undefined
  }

  reopen(): void {
    for (const sink of this.#sinks.values()) sink.reopen()
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sinks.values()].map((sink) => sink.close()))
    this.#losses.settle('closing')
  }

  #sinkOf(destination: AuditDestination): CountingSink {
    const key = JSON.stringify(destination)
    let sink = this.#sinks.get(key)
    if (sink === undefined) {
      sink = sinkFor(destination, this.#options)
      this.#sinks.set(key, sink)
      const [oldest] = this.#sinks
      if (this.#sinks.size > most && oldest !== undefined) this.#retire(...oldest)
    }
    return sink
  }

  #retire(key: string, sink: CountingSink): void {
    this.#sinks.delete(key)
    void sink.close().finally(() => {
      this.#closed += sink.lost
    })
  }
}
