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

/**
 * Runs a test against an engine: no sockets, the reflecting backend answers in place. A request line without a version
 * asks for HTTP/0.9, whose answer has no status line: that counts as a failed request, as go-ftw sees it.
 */
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
    const body = framedBody(request)
    if (body !== '') await transaction.writeRequestBody(Buffer.from(body, 'latin1'))
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
      failed: !/ HTTP\/\d/i.test(request.line),
    }
  } finally {
    transaction.close()
  }
}

/** The bytes that a server takes as the body: without a length or chunks there is none. */
function framedBody({ headers, body }: BuiltRequest): string {
  const value = (name: string): string | undefined => headers.find(([each]) => each.toLowerCase() === name)?.[1]
  if (value('transfer-encoding') !== undefined) return body
  const length = value('content-length')
  return length === undefined ? '' : body.slice(0, Number.parseInt(length, 10) || 0)
}
