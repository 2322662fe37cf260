import { createProxy, type InspectingEngine } from '@secrule/proxy'
import type { Engine, Transaction } from 'secrule'
import { type Inspection, inspectionOf } from '../inspection.js'
import { startBackend } from './backend.js'
import { FreshStore } from './fresh-store.js'
import type { Watching } from './in-process-runner.js'
import { sendRaw } from './send-raw.js'
import type { StageRunner } from './stage-runner.js'
import { testEngine } from './test-engine.js'
import type { RulesTarget } from './test-plan.js'

/**
 * Runs stages over sockets against the proxy of `secrule serve`, on a free port before the reflecting backend. The log
 * lines are those that the proxy would write.
 */
export async function servedRunner(
  { program, manner }: RulesTarget,
  watching: Watching,
  timeout: number,
): Promise<StageRunner> {
  const store = new FreshStore()
  let lines: string[] = []
  let backendLog: string[] = []
  let inspections: Inspection[] = []
  const note = (line: string): unknown => lines.push(line)
  const backend = await startBackend('127.0.0.1', 0, (message) => backendLog.push(message))
  const engine = testEngine(program, store, note)
  const proxy = createProxy({
    engine: watched(engine, watching, (inspection) => inspections.push(inspection)),
    program,
    upstream: backend.url,
    listen: '127.0.0.1:0',
    ...(manner === 'httpd' ? { connect: 'forward', repeatedHeaders: 'join' } : {}),
    logger: { error: note },
  })
  const { host, port } = await proxy.listen()
  const isIdle = (): boolean => proxy.status().active === 0 && proxy.status().connections === 0
  return {
    beginTest: () => store.clear(),
    async run(raw) {
      lines = []
      backendLog = []
      inspections = []
      const answer = await sendRaw({ host, port, isTls: false, isInsecure: false }, raw, timeout)
      await until(isIdle, timeout)
      return { ...answer, logLines: lines, backendLog, inspections }
    },
    async close() {
      await proxy.close(false)
      await engine.close()
      await backend.close()
    },
  }
}

/** The engine, with a look at each transaction before it is closed. */
function watched(engine: Engine, watching: Watching, onInspection: (inspection: Inspection) => void): InspectingEngine {
  const { explains, coverage } = watching
  const look = (transaction: Transaction): void => {
    if (coverage !== null) for (const rule of transaction.matchedRules) coverage.matched(rule)
    if (!explains) return
    const line = transaction.variable('REQUEST_LINE')[0]?.value ?? ''
    const request = { line, method: '', target: '', version: '', headers: [], body: '' }
    onInspection(inspectionOf({ request, response: null }, true)(transaction))
  }
  const options = { trace: explains, ...(coverage === null ? {} : { onRule: coverage.tried.bind(coverage) }) }
  return {
    newTransaction({ id }) {
      const transaction = engine.newTransaction({ id, ...options })
      const close = transaction.close.bind(transaction)
      transaction.close = () => {
        look(transaction)
        close()
      }
      return transaction
    },
    reload: (program) => engine.reload(program),
  }
}

/** Waits for something to come true, for so many milliseconds at the most. */
async function until(isTrue: () => boolean, limit: number): Promise<void> {
  const end = performance.now() + limit
  while (!isTrue() && performance.now() < end) await new Promise((resolve) => setImmediate(resolve))
}
