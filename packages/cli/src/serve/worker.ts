import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { InspectionReply, InspectionStep } from './inspection-message.js'
import type { EngineProcess } from './remote-engine.js'
import type { ToPrimary, ToWorker } from './worker-message.js'

/** Milliseconds that the answer to a question may take. */
const answerWithin = 60_000

interface Waiting<T> {
  resolve(value: T): void
  reject(reason: Error): void
}

/** A worker process, as the primary has it. What it was asked and has not answered when it ends rejects. */
export class Worker implements EngineProcess {
  /** `new`: hears nothing yet. `told`: gets ready. `spare`: could inspect at once. `serving`: does. `leaving`: finishes what
   *  it has. */
  state: 'new' | 'told' | 'spare' | 'serving' | 'leaving' = 'new'
  open = 0
  /** Since when it serves. */
  since: number | null = null
  /** Times that it was asked for a sign of life since it gave the last one. */
  unanswered = 0
  /** The bundle that it has, or has prepared. */
  bundle: Uint8Array | null = null
  readonly #child: ChildProcess
  readonly #questions = new Map<number, Waiting<unknown>>()
  readonly #calls = new Map<number, Waiting<InspectionReply>>()
  #outbox: ToWorker[] = []
  #next = 1
  #gone: Error | null = null

  constructor(receive: (worker: Worker, message: ToPrimary) => void, gone: (worker: Worker, how: string) => void) {
    const script = fileURLToPath(new URL('./worker-process.js', import.meta.url))
    this.#child = fork(script, [], { serialization: 'advanced' })
    this.#child.on('message', (messages: readonly ToPrimary[]) => {
      this.unanswered = 0
      for (const message of messages) {
        if (message.kind === 'inspected') this.#settle(message)
        else if (message.kind === 'answer') this.#answered(message.id, message.value, message.error)
        else receive(this, message)
      }
    })
    const end = (how: string): void => {
      if (this.#gone !== null) return
      const reason = new Error(`worker ${this.pid} died (${how})`)
      // Where in this program it was noticed says nothing.
      reason.stack = reason.message
      this.#gone = reason
      for (const waiting of [...this.#questions.values(), ...this.#calls.values()]) waiting.reject(reason)
      this.#questions.clear()
      this.#calls.clear()
      gone(this, how)
    }
    this.#child.on('error', (error) => {
      if (this.pid === 0) end(error.message)
    })
    this.#child.on('exit', (code, signal) => end(signal ?? `exit code ${code}`))
  }

  /** 0 when it could not be started. */
  get pid(): number {
    return this.#child.pid ?? 0
  }

  get isGone(): boolean {
    return this.#gone !== null
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  /** What is said within one turn goes out as one message: with many requests under way, sending is most of the work. */
  send(message: ToWorker): void {
    if (this.state === 'new' || this.#outbox.push(message) > 1) return
    setImmediate(() => {
      const messages = this.#outbox
      this.#outbox = []
      if (this.#child.connected) this.#child.send(messages, () => {})
    })
  }

  ask(what: string, value: unknown): Promise<unknown> {
    const id = this.#next++
    return new Promise((resolve, reject) => {
      if (this.#gone !== null) return reject(this.#gone)
      const timer = setTimeout(
        () => this.#answered(id, null, `no answer within ${answerWithin} ms`),
        answerWithin,
      ).unref()
      const settled =
        <T>(settle: (value: T) => void) =>
        (given: T): void => {
          clearTimeout(timer)
          settle(given)
        }
      this.#questions.set(id, { resolve: settled(resolve), reject: settled(reject) })
      this.send({ kind: 'ask', id, what, value })
    })
  }

  inspect(transaction: number, step: InspectionStep): Promise<InspectionReply> {
    return new Promise((resolve, reject) => {
      if (this.#gone !== null) return reject(this.#gone)
      const call = this.#next++
      this.#calls.set(call, { resolve, reject })
      this.send({ kind: 'inspect', call, transaction, step })
    })
  }

  #settle(reply: InspectionReply): void {
    const waiting = this.#calls.get(reply.call)
    this.#calls.delete(reply.call)
    if (reply.error === null) waiting?.resolve(reply)
    else waiting?.reject(new Error(reply.error))
  }

  #answered(id: number, value: unknown, error: string | null): void {
    const question = this.#questions.get(id)
    this.#questions.delete(id)
    if (error === null) question?.resolve(value)
    else question?.reject(new Error(error))
  }
}
