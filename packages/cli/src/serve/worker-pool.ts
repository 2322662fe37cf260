import cluster, { type Worker } from 'node:cluster'
import { fileURLToPath } from 'node:url'
import type { ProxyAddress } from '@secrule/proxy'
import type { StoreCall, StoreReply } from 'secrule'
import { CommandError } from '../command-error.js'
import { settledAddress } from './settled-address.js'
import type { ToPrimary, ToWorker, WorkerStart } from './worker-message.js'

/** What the pool does for its workers. */
export interface WorkerHost {
  /** What a worker that starts now is to begin with. */
  start(): WorkerStart
  /** A message about the workers. */
  log(message: string): void
  /** A finished line of the error log of a worker. */
  write(line: string): void
  answerStore(call: StoreCall): Promise<StoreReply>
}

/** A worker with what the primary knows of it. */
interface Member {
  readonly worker: Worker
  readonly asked: Map<number, { resolve(value: unknown): void; reject(reason: Error): void }>
  /** `new`: hears nothing yet. `told`: gets ready. `spare`: could serve at once. `serving`: is to listen, or does. `leaving`:
   *  finishes what it has. */
  state: 'new' | 'told' | 'spare' | 'serving' | 'leaving'
  /** When it began to listen. */
  listening: number | null
  heard: number
}

/** A worker that lived shorter than this, in milliseconds from when it listened, died at once. */
const shortLife = 1_000
/** Milliseconds before another one is started for one that died at once, doubled each time one after the other does so. */
const [leastDelay, mostDelay] = [200, 30_000]
/** A worker that says nothing for so long, although it is asked, hangs and is killed. */
const longestSilence = 60_000
const lookEvery = 5_000
/** Milliseconds that the answer to a question may take. */
const answerWithin = 60_000

/**
 * The worker processes of `secrule serve --workers`. All of them accept connections of one socket themselves, so a dead one
 * takes nothing with it but its own connections, and what nobody had accepted yet goes to the others. One process more than
 * asked for stands by with the rules loaded, so that a dead one is replaced at once, however long a start takes.
 */
export class WorkerPool {
  readonly #size: number
  readonly #host: WorkerHost
  readonly #members = new Map<number, Member>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #listen: string | number | undefined
  #quickDeaths = 0
  #nextQuestion = 1
  #isStopping = false
  #onEmpty: (() => void) | null = null
  #starting: { resolve(address: ProxyAddress): void; reject(error: Error): void } | null = null
  #watch: NodeJS.Timeout | null = null

  constructor(size: number, host: WorkerHost) {
    this.#size = size
    this.#host = host
  }

  /** Starts the workers. Rejects with what the first one to fail said. */
  async start(): Promise<ProxyAddress> {
    // Each worker accepts by itself. The other way, a connection that is handed to a worker as it dies hangs for good.
    cluster.schedulingPolicy = cluster.SCHED_NONE
    const exec = fileURLToPath(new URL('./worker-process.js', import.meta.url))
    cluster.setupPrimary({ exec, args: [], serialization: 'advanced' })
    this.#listen = await settledAddress(this.#host.start().proxy.listen)
    try {
      const address = await new Promise<ProxyAddress>((resolve, reject) => {
        this.#starting = { resolve, reject }
        for (let i = 0; i <= this.#size; i++) this.#fork()
      })
      this.#watch = setInterval(() => this.#look(), lookEvery)
      this.#watch.unref()
      return address
    } catch (error) {
      await this.stop(false)
      throw error
    } finally {
      this.#starting = null
    }
  }

  /** Asks every worker that is there, and gives what each answered; a worker that dies or fails meanwhile is left out. */
  async gather(
    what: string,
    value: unknown = null,
  ): Promise<readonly { readonly pid: number; readonly value: unknown }[]> {
    const found = await Promise.all(
      this.#listening().map(async (member) => {
        const pid = member.worker.process.pid ?? 0
        return this.#ask(member, what, value).then(
          (answer) => [{ pid, value: answer }],
          () => [],
        )
      }),
    )
    return found.flat()
  }

  /** Gives a bundle to every worker. One that cannot use it is replaced; new ones get theirs from `start` of the host. */
  async reload(bundle: Uint8Array): Promise<void> {
    await Promise.all(
      [...this.#members.values()].map(async (member) => {
        // One that was not told to start yet gets the new rules then.
        if (member.state === 'new') return
        try {
          await this.#ask(member, 'reload', bundle)
        } catch (error) {
          if (!this.#members.has(member.worker.id)) return
          this.#host.log(
            `worker ${member.worker.process.pid} cannot use the new rules and is replaced: ${String(error)}`,
          )
          member.state = 'leaving'
          this.#send(member, { kind: 'stop', graceful: true })
          this.#fill()
        }
      }),
    )
  }

  /** Log files are opened anew everywhere. */
  reopen(): void {
    for (const member of this.#members.values()) this.#send(member, { kind: 'reopen' })
  }

  /** Ends all workers: gracefully they finish what is under way first. `within` milliseconds later they are killed. */
  async stop(graceful: boolean, within = 10_000): Promise<void> {
    this.#isStopping = true
    if (this.#watch !== null) clearInterval(this.#watch)
    for (const timer of this.#timers) clearTimeout(timer)
    if (this.#members.size === 0) return
    for (const member of this.#members.values()) {
      if (member.state !== 'new') this.#send(member, { kind: 'stop', graceful })
      else member.worker.process.kill('SIGKILL')
    }
    const deadline = setTimeout(() => {
      for (const { worker } of this.#members.values()) worker.process.kill('SIGKILL')
    }, within)
    await new Promise<void>((resolve) => {
      const before = this.#onEmpty
      this.#onEmpty = () => {
        before?.()
        resolve()
      }
    })
    clearTimeout(deadline)
  }

  #listening(): Member[] {
    return [...this.#members.values()].filter(({ listening, state }) => listening !== null && state === 'serving')
  }

  #fork(): void {
    const worker = cluster.fork()
    const member: Member = { worker, asked: new Map(), state: 'new', listening: null, heard: performance.now() }
    this.#members.set(worker.id, member)
    worker.on('message', (message: ToPrimary) => this.#receive(member, message))
    worker.process.on('error', (error) => {
      if (worker.process.pid === undefined) this.#gone(member, error.message)
    })
    worker.process.on('exit', (code, signal) => this.#gone(member, signal ?? `exit code ${code}`))
  }

  #tellStart(member: Member): void {
    const start = this.#host.start()
    const listen = this.#listen
    member.state = 'told'
    const proxy = { ...start.proxy, ...(listen === undefined ? {} : { listen }) }
    this.#send(member, { kind: 'start', start: { ...start, proxy } })
  }

  /** Lets spare workers serve as long as some are missing. */
  #fill(): void {
    const members = [...this.#members.values()]
    let missing = this.#size - members.filter(({ state }) => state === 'serving').length
    for (const member of members) {
      if (missing <= 0) return
      if (member.state !== 'spare') continue
      member.state = 'serving'
      this.#send(member, { kind: 'serve' })
      missing--
    }
  }

  #send({ worker, state }: Member, message: ToWorker): void {
    if (state !== 'new' && worker.isConnected()) worker.process.send(message, () => {})
  }

  #ask(member: Member, what: string, value: unknown): Promise<unknown> {
    const id = this.#nextQuestion++
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        member.asked.delete(id)
        reject(new Error(`no answer within ${answerWithin} ms`))
      }, answerWithin)
      const settled = (): void => {
        clearTimeout(timer)
        member.asked.delete(id)
      }
      member.asked.set(id, {
        resolve(answer) {
          settled()
          resolve(answer)
        },
        reject(reason) {
          settled()
          reject(reason)
        },
      })
      this.#send(member, { kind: 'ask', id, what, value })
    })
  }

  #receive(member: Member, message: ToPrimary): void {
    member.heard = performance.now()
    if (message.kind === 'store-call') {
      void this.#host.answerStore(message).then((reply) => this.#send(member, reply))
    } else if (message.kind === 'ready') this.#tellStart(member)
    else if (message.kind === 'log') this.#host.write(message.line)
    else if (message.kind === 'answer') {
      const question = member.asked.get(message.id)
      if (message.error === null) question?.resolve(message.value)
      else question?.reject(new Error(message.error))
    } else if (message.kind === 'prepared') {
      member.state = 'spare'
      this.#fill()
    } else if (message.kind === 'leaving') {
      member.state = 'leaving'
      this.#fill()
    } else if (message.kind === 'listening') {
      member.listening = performance.now()
      this.#host.log(`worker ${member.worker.process.pid} serves`)
      if (this.#starting !== null && this.#listening().length === this.#size) this.#starting.resolve(message.address)
    } else if (message.kind === 'failed') {
      if (this.#starting !== null) this.#starting.reject(new CommandError(message.message, message.exitCode))
      else this.#host.log(`worker ${member.worker.process.pid} cannot serve: ${message.message}`)
    }
  }

  #gone(member: Member, how: string): void {
    const { worker, asked, listening, state } = member
    const { pid } = worker.process
    if (!this.#members.delete(worker.id)) return
    for (const question of [...asked.values()]) question.reject(new Error('the worker died'))
    if (this.#isStopping) {
      if (this.#members.size === 0) this.#onEmpty?.()
      return
    }
    if (this.#starting !== null) return this.#starting.reject(new Error(`worker ${pid} died at the start (${how})`))
    this.#fill()
    const isQuick =
      (state === 'told' || state === 'serving' || state === 'new') &&
      (listening === null || performance.now() - listening < shortLife)
    this.#quickDeaths = isQuick ? this.#quickDeaths + 1 : 0
    const delay = isQuick ? Math.min(mostDelay, leastDelay * 2 ** (this.#quickDeaths - 1)) : 0
    this.#host.log(`worker ${pid} died (${how}); another one starts${delay === 0 ? '' : ` in ${delay} ms`}`)
    if (delay === 0) return this.#fork()
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.#fork()
    }, delay)
    this.#timers.add(timer)
  }

  /** Kills workers that no longer answer. */
  #look(): void {
    for (const member of this.#listening()) {
      const silence = performance.now() - member.heard
      if (silence < longestSilence) {
        void this.#ask(member, 'status', null).catch(() => {})
        continue
      }
      this.#host.log(`worker ${member.worker.process.pid} did not answer for ${Math.round(silence)} ms and is killed`)
      member.worker.process.kill('SIGKILL')
    }
  }
}
