// One process, one engine, one configuration: measures every request of the workload files and prints JSON in the form
// that ../shared/bench/peers describes.
//   node slice.js CONF WORKLOAD… [--no-prefilter] [--warm-ms 15000] [--budget-ms 60] [--min 7] [--max 400] [--error-log FILE]
import { readFileSync } from 'node:fs'
import { compile, createEngine, createErrorLog, type Transaction } from 'secrule'
import { type PreparedRequest, prepare } from './prepared-request.js'

const words = process.argv.slice(2)
const option = (name: string, otherwise: number): number => {
  const at = words.indexOf(`--${name}`)
  return at < 0 ? otherwise : Number(words.splice(at, 2)[1])
}
const text = (name: string): string | null => {
  const at = words.indexOf(`--${name}`)
  return at < 0 ? null : (words.splice(at, 2)[1] ?? null)
}
const errorLog = text('error-log')
const budget = option('budget-ms', 60) * 1000
const least = option('min', 7)
const most = option('max', 400)
const warmFor = option('warm-ms', 15_000)
const prefilter = !words.includes('--no-prefilter')
const [configuration, ...files] = words.filter((word) => !word.startsWith('--'))
const mebibytes = (): number => process.memoryUsage().rss / 1048576

const requests = files.flatMap((file) => prepare(JSON.parse(readFileSync(file, 'utf8')).requests))
const before = mebibytes()
const began = performance.now()
const program = compile({ file: configuration! }, { prefilter })
const engine = createEngine(program, {
  ...(errorLog === null ? {} : { logger: createErrorLog(errorLog) }),
  ...(words.includes('--forgetful') ? { limits: { knownValues: 0 } } : {}),
})
const loadMs = performance.now() - began
const loaded = mebibytes()
let nonce = 0

/** A fixed piece of work, to tell how fast the machine is at this moment. */
function calibrate(): number {
  const start = performance.now()
  let value = 1
  for (let i = 0; i < 20_000; i++) value = (Math.imul(value, 1_664_525) + 1_013_904_223) | 0
  return value === 0 ? 1 : performance.now() - start
}

/** CPU time of this process in microseconds. */
const cpu = (): number => {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** Runs a whole transaction; each run differs from the last by a nonce in query, cookie and form body. */
async function runOnce(request: PreparedRequest): Promise<Transaction> {
  const mark = (nonce++).toString(36)
  const transaction = engine.newTransaction()
  transaction.processConnection('198.51.100.7', 54321, '192.0.2.1', 443)
  transaction.processUri(request.uri(mark), request.method, request.httpVersion)
  for (const [name, value] of request.headers) {
    transaction.addRequestHeader(name, name === 'Cookie' ? `${value}; nonce=${mark}` : value)
  }
  if ((await transaction.processRequestHeaders()) === null) await respond(transaction, request, mark)
  await transaction.processLogging()
  return transaction
}

async function respond(transaction: Transaction, request: PreparedRequest, mark: string): Promise<void> {
  const body = request.body(mark)
  if (body !== null && transaction.bodyNeed('request') === 'buffer') await transaction.writeRequestBody(body)
  if (transaction.interruption !== null || (await transaction.processRequestBody()) !== null) return
  for (const [name, value] of request.response.headers) transaction.addResponseHeader(name, value)
  if ((await transaction.processResponseHeaders(request.response.status, '1.1')) !== null) return
  const content = request.response.body
  if (content !== null && transaction.bodyNeed('response') === 'buffer') await transaction.writeResponseBody(content)
  if (transaction.interruption === null) await transaction.processResponseBody()
}

const resultOf = async (request: PreparedRequest) => {
  const transaction = await runOnce(request)
  const { interruption } = transaction
  const rules = transaction.matchedRules.filter(({ logged }) => logged).map(({ id }) => id)
  transaction.close()
  return {
    id: request.id,
    label: request.label,
    blocked: interruption !== null,
    status: interruption?.status ?? request.response.status,
    phase: interruption?.phase ?? 0,
    rules,
  }
}
const results: Awaited<ReturnType<typeof resultOf>>[] = []
for (const request of requests) results.push(await resultOf(request))

// Warm up, as a server is that has run for a minute; then round robin, never the same request twice in a row.
const warm = performance.now() + warmFor
for (let round = 0; performance.now() < warm; round++) {
  for (const request of requests) if (request.size < 20_000 || round < 2) (await runOnce(request)).close()
}
const samples = requests.map(() => ({ cpu: [] as number[], speed: [] as number[], spent: 0 }))
const speeds: number[] = []
for (let round = 0; round < most; round++) {
  let any = false
  for (const [place, request] of requests.entries()) {
    const sample = samples[place]!
    if (round >= least && sample.spent > budget) continue
    any = true
    const slow = Math.min(calibrate(), calibrate())
    const start = cpu()
    ;(await runOnce(request)).close()
    const used = cpu() - start
    speeds.push(slow)
    sample.speed.push(slow)
    sample.cpu.push(used)
    sample.spent += used
  }
  if (!any) break
}
const best = Math.min(...speeds)
const at = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
}
console.log(
  JSON.stringify({
    engine: `secrule${prefilter ? '' : ' without prefilter'}`,
    rules: program.counts.rules,
    load_ms: loadMs,
    rss_before_mib: before,
    rss_loaded_mib: loaded,
    rss_end_mib: mebibytes(),
    requests: results.map((result, place) => {
      const { cpu: times, speed } = samples[place]!
      return {
        ...result,
        n: times.length,
        median_us: at(times, 0.5),
        p99_us: at(times, 0.99),
        min_us: Math.min(...times),
        norm_us: at(
          times.map((time, i) => (time * best) / speed[i]!),
          0.5,
        ),
      }
    }),
  }),
)
await engine.close()
