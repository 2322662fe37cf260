import type { Engine } from 'secrule'
import { type BuiltRequest, buildRequest } from './build-request.js'
import { type StageResult, unmet } from './expectations.js'
import { reflect } from './reflect.js'
import type { FtwTest } from './test-case.js'

/** What became of a test. */
export interface TestResult {
  readonly test: FtwTest
  readonly passed: boolean
  /** For the first stage that failed: what was wrong, what was sent, what was logged. */
  readonly wrong: readonly string[]
  readonly request: string
  readonly logLines: readonly string[]
}

/** Runs a test against an engine: no sockets, the reflecting backend answers in place. */
export async function runInProcess(engine: Engine, test: FtwTest): Promise<TestResult> {
  for (const stage of test.stages) {
    const request = buildRequest(stage.input)
    const result = await runStage(engine, request)
    const wrong = unmet(stage.output, result)
    if (wrong.length > 0) return { test, passed: false, wrong, request: request.raw, logLines: result.logLines }
  }
  return { test, passed: true, wrong: [], request: '', logLines: [] }
}

async function runStage(engine: Engine, request: BuiltRequest): Promise<StageResult> {
  const transaction = engine.newTransaction()
  try {
    transaction.processConnection('127.0.0.1', 54321, '127.0.0.1', 80)
    transaction.processRequestLine(request.line)
    for (const [name, value] of request.headers) transaction.addRequestHeader(name, value)
    await transaction.processRequestHeaders()
    if (request.body !== '') await transaction.writeRequestBody(Buffer.from(request.body, 'latin1'))
    await transaction.processRequestBody()
    const response = reflect(request)
    const hasType = response.headers.some(([name]) => name.toLowerCase() === 'content-type')
    if (!hasType) transaction.addResponseHeader('Content-Type', 'text/plain')
    for (const [name, value] of response.headers) transaction.addResponseHeader(name, value)
    await transaction.processResponseHeaders(response.status, '1.1')
    if (response.body !== '') await transaction.writeResponseBody(Buffer.from(response.body, 'latin1'))
    await transaction.processResponseBody()
    await transaction.processLogging()
    return {
      status: transaction.interruption?.status ?? response.status,
      body: response.body,
      logLines: transaction.matchedRules.filter(({ logged }) => logged).map(({ logLine }) => logLine),
      failed: false,
    }
  } finally {
    transaction.close()
  }
}
