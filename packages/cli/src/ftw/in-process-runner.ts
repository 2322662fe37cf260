import type { Transaction } from 'secrule'
import type { HttpResponse } from '../exchange/exchange.js'
import { type ExchangeEnds, runExchange } from '../exchange/run-exchange.js'
import { type Inspection, inspectionOf } from '../inspection.js'
import type { Coverage } from './coverage.js'
import { FreshStore } from './fresh-store.js'
import { receivedRequest } from './received-request.js'
import { reflect } from './reflect.js'
import type { StageResult, StageRunner } from './stage-runner.js'
import { testEngine } from './test-engine.js'
import type { RulesTarget } from './test-plan.js'

/** What is to be noted beside the results. */
export interface Watching {
  readonly explains: boolean
  readonly coverage: Coverage | null
}

const ends: ExchangeEnds = {
  client: { address: '127.0.0.1', port: 54321 },
  server: { address: '127.0.0.1', port: 80 },
}

/** Runs stages against an engine in this process: no sockets, the reflecting backend answers in place. */
export function inProcessRunner({ program, manner }: RulesTarget, { explains, coverage }: Watching): StageRunner {
  const store = new FreshStore()
  let lines: string[] = []
  const note = (line: string): unknown => lines.push(line)
  const engine = testEngine(program, store, note)
  const options = { trace: explains, ...(coverage === null ? {} : { onRule: coverage.tried.bind(coverage) }) }
  return {
    beginTest: () => store.clear(),
    async run(raw) {
      lines = []
      const request = receivedRequest(raw, manner)
      const reflected = reflect(request.target, request.body)
      const exchange = { request, response: reflected }
      const inspections: Inspection[] = []
      const look = (transaction: Transaction): Transaction['interruption'] => {
        if (coverage !== null) for (const rule of transaction.matchedRules) coverage.matched(rule)
        if (explains) inspections.push(inspectionOf(exchange, true)(transaction))
        return transaction.interruption
      }
      const interruption = await runExchange(engine, exchange, look, options, ends)
      const answer = answerOf(interruption, reflected, request.line ?? '')
      const backendLog = interruption === null && reflected.logMessage !== null ? [reflected.logMessage] : []
      return { ...answer, logLines: lines, backendLog, inspections }
    },
    close: () => engine.close(),
  }
}

/**
 * What the client gets. A request line without a version asks for HTTP/0.9, whose answer has no status line: that is no
 * usable answer, as go-ftw sees it.
 */
function answerOf(
  interruption: Transaction['interruption'],
  response: HttpResponse,
  line: string,
): Pick<StageResult, 'status' | 'failure' | 'response'> {
  const none = (failure: string): ReturnType<typeof answerOf> => ({ status: null, failure, response: '' })
  if (interruption?.action === 'drop') return none(`rule ${interruption.ruleId} dropped the connection`)
  if (interruption?.action === 'proxy') return none(`rule ${interruption.ruleId} sent it on to ${interruption.url}`)
  if (line.trim().split(/\s+/).length < 3) return none('an answer without a status line (HTTP/0.9)')
  if (interruption !== null) {
    const { status, url } = interruption
    const location = url === undefined ? '' : `Location: ${url}\r\n`
    return { status, failure: null, response: `HTTP/1.1 ${status}\r\n${location}\r\n` }
  }
  const headers = response.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return {
    status: response.status,
    failure: null,
    response: `HTTP/1.1 ${response.status}\r\n${headers}\r\n${response.body}`,
  }
}
