import type { StoreCall, StoreReply } from 'secrule'
import { CommandError } from '../command-error.js'
import type { EngineProcess, EngineProcesses } from './remote-engine.js'
import { Worker } from './worker.js'
import type { ToPrimary, WorkerStart } from './worker-message.js'

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

/** A worker that lived shorter than this, in milliseconds from when it served, died at once. */
const shortLife = 1_000
/** Milliseconds before another one is started for one that died at once, doubled each time one after the other does so. */
const [leastDelay, mostDelay] = [200, 30_000]
/** How often workers are asked for a sign of life, in milliseconds; and after how many times without one they are killed. */
const [lookEvery, patience] = [1_000, 10]
/** Milliseconds that a request waits for a worker when there is none. */
const waitWithin = 5_000

/**
 * The processes of `secrule serve --workers` that run the rules. One more than asked for stands by with the rules loaded, so
 * that a dead one is replaced at once, however long a start takes.
 */
export class WorkerPool implements EngineProcesses {
  readonly #size: number
  readonly #host: WorkerHost
  readonly #workers = new Set<Worker>()
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #waiting = new Set<(worker: Worker) => void>()
  #quickDeaths = 0
  #isStopping = false
  #onEmpty: (() => void) | null = null
  #starting: { resolve(): void; reject(error: Error): void } | null = null
  #watch: NodeJS.Timeout | null = null

  constructor(size: number, host: WorkerHost) {
    this.#size = size
    this.#host = host
  }

  /** Starts the workers, and ends when all serve. Rejects with what the first one to fail said. */
  async start(): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.#starting = { resolve, reject }
        for (let i = 0; i <= this.#size; i++) this.#fork()
      })
      this.#watch = setInterval(() => this.#look(), lookEvery).unref()
    } catch (error) {
      await this.stop(false)
      throw error
    } finally {
      this.#starting = null
    }
  }

  /** Some worker is there to inspect. */
  get isServing(): boolean {
    return this.#serving().length > 0
  }

  choose(): EngineProcess | Promise<EngineProcess> {
    let best: Worker | null = null
    for (const worker of this.#workers) {
      if (worker.state === 'serving' && (best === null || isBetter(worker, best))) best = worker
    }
    if (best !== null) return best
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(take)
        reject(new Error(`there was no worker for ${waitWithin} ms`))
      }, waitWithin)
      const take = (worker: Worker): void => {
        clearTimeout(timer)
        resolve(worker)
      }
      this.#waiting.add(take)
    })
  }

  /** Asks every worker that serves, and gives what each answered; a worker that dies or fails meanwhile is left out. */
  async gather(what: string): Promise<readonly { readonly pid: number; readonly value: unknown }[]> {
    const asked = this.#serving().map((worker) =>
      worker.ask(what, null).then(
        (value) => [{ pid: worker.pid, value }],
        () => [],
      ),
    )
    return (await Promise.all(asked)).flat()
  }

  /** Hands rules to every worker, for `change`. One that cannot use them is replaced. */
  async prepare(bundle: Uint8Array): Promise<void> {
    await Promise.all(
      [...this.#workers].map(async (worker) => {
        // One that was not told to start yet gets the new rules then.
        if (worker.state === 'new' || worker.state === 'leaving') return
        try {
          await worker.ask('prepare', bundle)
          worker.bundle = bundle
        } catch (error) {
          if (worker.isGone) return
          this.#host.log(`worker ${worker.pid} cannot use the new rules and is replaced: ${String(error)}`)
          worker.state = 'leaving'
          worker.send({ kind: 'stop', graceful: true })
          this.#fill()
        }
      }),
    )
  }

  /** By now the host's `start` gives the same rules. Messages stay in order, so this is one moment for all transactions. */
  change(): void {
    const { bundle } = this.#host.start()
    for (const worker of this.#workers) {
      if (worker.state === 'new' || worker.state === 'leaving') continue
      if (worker.bundle !== bundle) void worker.ask('prepare', bundle).catch(() => worker.kill())
      worker.bundle = bundle
      worker.send({ kind: 'change' })
    }
  }

  /** Log files are opened anew everywhere. */
  reopen(): void {
    for (const worker of this.#workers) worker.send({ kind: 'reopen' })
  }

  /** Ends all workers: gracefully they finish what is under way first. `within` milliseconds later they are killed. */
  async stop(graceful: boolean, within = 10_000): Promise<void> {
    this.#isStopping = true
    if (this.#watch !== null) clearInterval(this.#watch)
    for (const timer of this.#timers) clearTimeout(timer)
    if (this.#workers.size === 0) return
    for (const worker of this.#workers) {
      if (worker.state === 'new') worker.kill()
      else worker.send({ kind: 'stop', graceful })
    }
    const deadline = setTimeout(() => {
      for (const worker of this.#workers) worker.kill()
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

  #serving(): Worker[] {
    return [...this.#workers].filter(({ state }) => state === 'serving')
  }

  #fork(): void {
    this.#workers.add(
      new Worker(
        (worker, message) => this.#receive(worker, message),
        (worker, how) => this.#gone(worker, how),
      ),
    )
  }

  #tellStart(worker: Worker): void {
    const start = this.#host.start()
    worker.state = 'told'
    worker.bundle = start.bundle
    worker.send({ kind: 'start', start })
  }

  /** Lets spare workers serve as long as some are missing. */
  #fill(): void {
    let missing = this.#size - this.#serving().length
    for (const worker of this.#workers) {
      if (missing <= 0) break
      if (worker.state !== 'spare') continue
      worker.state = 'serving'
      worker.since = performance.now()
      missing--
      this.#host.log(`worker ${worker.pid} serves`)
      for (const take of this.#waiting) take(worker)
      this.#waiting.clear()
    }
    if (missing <= 0) this.#starting?.resolve()
  }

  #receive(worker: Worker, message: ToPrimary): void {
    if (message.kind === 'store-call') {
      void this.#host.answerStore(message).then((reply) => worker.send(reply))
    } else if (message.kind === 'ready') this.#tellStart(worker)
    else if (message.kind === 'log') this.#host.write(message.line)
    else if (message.kind === 'prepared') {
      worker.state = 'spare'
      this.#fill()
    } else if (message.kind === 'leaving') {
      worker.state = 'leaving'
      this.#fill()
    } else if (message.kind === 'failed') {
      if (this.#starting !== null) this.#starting.reject(new CommandError(message.message, message.exitCode))
      else this.#host.log(`worker ${worker.pid} cannot serve: ${message.message}`)
    }
  }

  #gone(worker: Worker, how: string): void {
    const { pid, state, since } = worker
    this.#workers.delete(worker)
    if (this.#isStopping) {
      if (this.#workers.size === 0) this.#onEmpty?.()
      return
    }
    if (this.#starting !== null) return this.#starting.reject(new Error(`worker ${pid} died at the start (${how})`))
    this.#fill()
    const isShort = since === null || performance.now() - since < shortLife
    const isQuick = isShort && (state === 'told' || state === 'serving' || state === 'new')
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

  /** Kills workers that no longer answer. Asked times are counted, not time: a machine may have been asleep. */
  #look(): void {
    for (const worker of this.#workers) {
      if (worker.state !== 'serving' && worker.state !== 'spare') continue
      if (worker.unanswered >= patience) {
        this.#host.log(`worker ${worker.pid} did not answer ${worker.unanswered} times, and is killed`)
        worker.kill()
        continue
      }
      worker.unanswered++
      void worker.ask('status', null).catch(() => {})
    }
  }
}

/** Which one gets the next request: the one with fewer of them, but not one that seems to hang. */
function isBetter(one: Worker, other: Worker): boolean {
  const [hangs, otherHangs] = [one.unanswered > 1, other.unanswered > 1]
  return hangs === otherHangs ? one.open < other.open : otherHangs
}
