import { parentPort, workerData } from 'node:worker_threads'
import {
  BundleError,
  createEngine,
  decodeBundle,
  type Engine,
  type EngineOptions,
  HostError,
  type Transaction,
} from 'secrule'
import { damaged, Random } from './damage.js'

/** What the thread is to do: damage one of the bundles with each seed, and run what is not refused. */
export interface DamageTask {
  readonly bundles: readonly Uint8Array[]
  readonly firstSeed: number
  readonly count: number
}

/** What became of one damaged bundle. */
export interface DamageReport {
  readonly seed: number
  /** Null: it ended as it may. */
  readonly fault: string | null
  readonly outcome: 'refused' | 'refused by the engine' | 'ran' | 'ran and stopped transactions' | 'fault'
  readonly reason: string
}

/** What damage named must not be opened, asked or started. */
const sealedOff: EngineOptions = {
  audit: null,
  guardian: null,
  uploads: null,
  spill: null,
  inspector: () => null,
  resolver: { resolve4: async () => [] },
}

const form = 'application/x-www-form-urlencoded'

/** Three requests that wake most of what rules look at. */
const requests: readonly ((transaction: Transaction) => Promise<void>)[] = [
  async (transaction) => {
    transaction.processRequestLine("GET /a/b.php?a=1'+OR+'1'='1&b=x&password=secret HTTP/1.1")
    transaction.addRequestHeader('Host', 'example.com')
    transaction.addRequestHeader('User-Agent', 'nikto')
    transaction.addRequestHeader('Cookie', 'sid=abc; b=2')
    await transaction.processRequestHeaders()
    await transaction.processRequestBody()
    transaction.addResponseHeader('Content-Type', 'text/html')
    await transaction.processResponseHeaders(404, '1.1')
    await transaction.writeResponseBody(Buffer.from('<p>hello <b>world</b></p>'))
    await transaction.processResponseBody()
  },
  async (transaction) => {
    transaction.processRequestLine('POST /login HTTP/1.1')
    transaction.addRequestHeader('Host', 'example.com')
    transaction.addRequestHeader('Content-Type', form)
    await transaction.processRequestHeaders()
    await transaction.writeRequestBody(Buffer.from('a=one&b=<script>alert(1)</script>&c=../../etc/passwd'))
    await transaction.processRequestBody()
    await transaction.processResponseHeaders(200, '1.1')
    await transaction.processResponseBody()
  },
  async (transaction) => {
    transaction.processRequestLine('POST /upload HTTP/1.1')
    transaction.addRequestHeader('Content-Type', 'multipart/form-data; boundary=b')
    await transaction.processRequestHeaders()
    const part = '--b\r\nContent-Disposition: form-data; name="f"; filename="x.txt"\r\n\r\nhello\r\n--b--\r\n'
    await transaction.writeRequestBody(Buffer.from(part))
    await transaction.processRequestBody()
    await transaction.processResponseHeaders(200, '1.1')
    await transaction.processResponseBody()
  },
]

async function run(engine: Engine): Promise<void> {
  for (const request of requests) {
    const transaction = engine.newTransaction()
    transaction.processConnection('192.0.2.7', 40_000, '192.0.2.1', 80)
    await request(transaction)
    await transaction.processLogging()
    // what hosts read
    for (const { logLine, matches } of transaction.matchedRules) void `${logLine}${matches.length}`
    const status = transaction.interruption?.status ?? 200
    if (!Number.isInteger(status) || status < 0 || status > 999) throw new Error(`a status ${status}`)
    transaction.responseHeaderChanges()
    transaction.close()
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))

async function attempt(bundle: Uint8Array): Promise<Omit<DamageReport, 'seed'>> {
  let engine: Engine
  let stopped = ''
  try {
    const program = decodeBundle(bundle)
    try {
      engine = createEngine(program, {
        ...sealedOff,
        logger: {
          log: () => {},
          debug: () => {},
          error: (message) => {
            stopped = message
          },
        },
      })
    } catch (error) {
      if (error instanceof HostError || error instanceof BundleError) {
        return { fault: null, outcome: 'refused by the engine', reason: error.message }
      }
      return { fault: `createEngine threw ${textOf(error)}`, outcome: 'fault', reason: '' }
    }
  } catch (error) {
    if (error instanceof BundleError) return { fault: null, outcome: 'refused', reason: error.message }
    return { fault: `decodeBundle threw ${textOf(error)}`, outcome: 'fault', reason: '' }
  }
  try {
    await run(engine)
    await engine.close()
  } catch (error) {
    return { fault: `a request threw ${textOf(error)}`, outcome: 'fault', reason: '' }
  }
  return { fault: null, outcome: stopped === '' ? 'ran' : 'ran and stopped transactions', reason: stopped }
}

const task = workerData as DamageTask
for (let seed = task.firstSeed; seed < task.firstSeed + task.count; seed++) {
  const random = new Random(seed)
  const report = await attempt(damaged(random.of(task.bundles), random))
  parentPort!.postMessage({ seed, ...report } satisfies DamageReport)
}
