// The process of one worker of `secrule serve --workers`: started by the primary, which tells it what to inspect.
import {
  createEngine,
  decodeBundle,
  type Engine,
  type Program,
  RemoteStores,
  usesCollections,
} from 'secrule/runtime/node'
import { CommandError } from '../command-error.js'
import { engineProblem } from '../engine-problem.js'
import { exitCodes } from '../exit-codes.js'
import { type ErrorLog, type ErrorLogFormat, errorLog as errorLogOf, fileErrorLog } from './error-log.js'
import { InspectionDesk } from './inspection-desk.js'
import { LoadedServices } from './loaded-services.js'
import type { ToPrimary, ToWorker, WorkerStart } from './worker-message.js'

/** Log lines on their way to the primary; further ones are counted and dropped. */
const mostLines = 10_000

const stores = new RemoteStores(tell)
let outbox: ToPrimary[] = []
let onSent: (() => void)[] = []
let answers: ReadonlyMap<string, (value: unknown) => unknown> = new Map()
let begun: Promise<void> = Promise.resolve()
let desk: InspectionDesk | null = null
let change = (): void => {}
let reopen = (): void => {}
let stop = async (_graceful: boolean): Promise<void> => exit()
let isStopping = false

/** What is said within one turn goes out as one message. `sent` is called when it is on its way. */
function tell(message: ToPrimary, sent?: () => void): void {
  if (!process.connected) throw new Error('the primary is gone')
  if (sent !== undefined) onSent.push(sent)
  if (outbox.push(message) === 1) setImmediate(sendAll)
}

function sendAll(): void {
  const messages = outbox
  const callbacks = onSent
  outbox = []
  onSent = []
  const sent = (): void => {
    for (const callback of callbacks) callback()
  }
  if (process.connected && messages.length > 0) process.send?.(messages, undefined, undefined, sent)
  else sent()
}

/** Ends this process when all that was said is on its way. */
function exit(): void {
  onSent.push(() => process.exit(0))
  sendAll()
}

/** The error log that the primary writes for its workers, so that lines on a terminal or in a pipe stay whole. */
function primaryErrorLog(format: ErrorLogFormat): ErrorLog {
  let pending = 0
  let dropped = 0
  const send = (line: string): void => {
    pending++
    tell({ kind: 'log', line }, () => {
      pending--
      if (pending > 0 || dropped === 0) return
      const count = dropped
      dropped = 0
      log.tell(`${count} lines of worker ${process.pid} were lost: the log does not take them as fast as they come`)
    })
  }
  const write = (line: string): void => {
    if (!process.connected) process.stderr.write(`${line}\n`)
    else if (pending < mostLines) send(line)
    else dropped++
  }
  const log = errorLogOf(format, { write })
  return log
}

async function begin({ bundle, errorLog, errorLogFormat, engine: own, isCounted }: WorkerStart): Promise<void> {
  const toStandardError = (message: string): unknown => process.stderr.write(`${message}\n`)
  const log =
    errorLog === null ? primaryErrorLog(errorLogFormat) : fileErrorLog(errorLog, toStandardError, errorLogFormat)
  const loaded = new LoadedServices()
  const program = decodeBundle(bundle)
  await loaded.prepare(program)
  let engine: Engine
  try {
    engine = createEngine(program, {
      logger: log.logger,
      ...own,
      store: stores.store(null),
      servicesFor: (ruleset) => ({
        ...loaded.for(ruleset),
        store: stores.store(usesCollections(ruleset) ? ruleset.settings.dataDir : null),
      }),
    })
  } catch (error) {
    throw engineProblem(error)
  }
  await engine.warmUp()
  const metrics = isCounted ? (await import('./metrics.js')).engineMetrics(engine) : null
  const inspecting = metrics?.engine ?? engine
  desk = new InspectionDesk(inspecting, (reply) => {
    if (process.connected) tell(reply)
  })
  let next: Program | null = null
  let isChanging = false
  change = () => {
    isChanging = next === null
    if (next !== null) inspecting.reload(next)
    next = null
  }
  answers = new Map<string, (value: unknown) => unknown>([
    [
      'prepare',
      async (value) => {
        const read = decodeBundle(value as Uint8Array)
        await loaded.prepare(read)
        next = read
        // The word to change came while this was being read.
        if (isChanging) change()
      },
    ],
    ['status', () => null],
    ['metrics', () => metrics?.registry.getMetricsAsJSON() ?? []],
  ])
  reopen = () => {
    log.reopen()
    engine.reopenLogs()
  }
  stop = async (graceful) => {
    if (graceful) await desk?.idle()
    await engine.close()
    await log.close()
    exit()
  }
  tell({ kind: 'prepared' })
}

async function answer(id: number, what: string, value: unknown): Promise<void> {
  const reply = (result: unknown, error: string | null): void => {
    if (process.connected) tell({ kind: 'answer', id, value: result, error })
  }
  try {
    await begun
    const handler = answers.get(what)
    if (handler === undefined) throw new Error(`a worker has no answer to ${what}`)
    reply(await handler(value), null)
  } catch (error) {
    reply(null, error instanceof Error ? error.message : String(error))
  }
}

function end(graceful: boolean): void {
  if (isStopping && graceful) return
  isStopping = true
  void stop(graceful)
}

function receive(message: ToWorker): void {
  if (message.kind === 'inspect') void desk?.receive(message)
  else if (message.kind === 'store-reply') stores.receive(message)
  else if (message.kind === 'ask') void answer(message.id, message.what, message.value)
  else if (message.kind === 'change') changeOver()
  else if (message.kind === 'reopen') reopen()
  else if (message.kind === 'stop') end(message.graceful)
  else begun = begin(message.start).catch(fail)
}

function changeOver(): void {
  try {
    change()
  } catch (error) {
    // Another one tried these rules before; whatever is wrong here, requests must not be inspected by the old ones.
    fail(error)
  }
}

function fail(error: unknown): void {
  const exitCode = error instanceof CommandError ? error.exitCode : exitCodes.internal
  const text = error instanceof CommandError ? error.message : error instanceof Error ? error.stack : String(error)
  tell({ kind: 'failed', message: text ?? '', exitCode }, () => process.exit(exitCode))
}

// The terminal sends these to all processes of the command; the primary tells its workers what follows from them.
process.on('SIGINT', () => {})
process.on('SIGHUP', () => {})
process.on('SIGTERM', () => {
  if (!isStopping && process.connected) tell({ kind: 'leaving' })
  end(true)
})
process.on('message', (messages: readonly ToWorker[]) => {
  for (const message of messages) receive(message)
})
// Without the primary there are no requests: what it had begun is logged, and that is it.
process.on('disconnect', () => {
  stores.disconnect('the primary is gone')
  end(false)
})
tell({ kind: 'ready' })
