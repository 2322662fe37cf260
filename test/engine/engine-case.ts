import { compile, createEngine, type Interruption, type Transaction } from 'secrule'

/** A ruleset, one transaction, and what must come of it. */
export interface EngineCase {
  readonly name: string
  /** Lines of rules. `SecRuleEngine On` goes before them unless they set the engine. */
  readonly rules: readonly string[]
  readonly dialect?: 'secrule' | 'modsecurity3' | 'modsecurity2' | 'coraza'
  readonly request?: {
    readonly line?: string
    readonly headers?: readonly (readonly [string, string])[]
    readonly body?: string
  }
  readonly response?: {
    readonly status?: number
    readonly headers?: readonly (readonly [string, string])[]
    readonly body?: string
  }
  /** How often the transaction runs, on one engine; the last run is looked at. */
  readonly times?: number
  readonly expect: {
    /** Ids of all matches in order. */
    readonly ids?: readonly number[]
    readonly interruption?: Partial<Interruption> | null
    readonly allowed?: 'phase' | 'request' | 'all' | null
    /** Members of variables at the end: `TX:a`, or `ARGS` for all as `key=value`. Null: there is none. */
    readonly variables?: Readonly<Record<string, string | readonly string[] | null>>
    /** A text that one log line holds. */
    readonly log?: string
    readonly message?: string
    readonly data?: string
  }
}

/** Runs the whole transaction of a case, however it is interrupted. */
export async function runCase(test: EngineCase): Promise<Transaction> {
  const setsEngine = test.rules.some((line) => /^SecRuleEngine/i.test(line))
  const text = [...(setsEngine ? [] : ['SecRuleEngine On']), ...test.rules].join('\n')
  const program = compile(
    { text, name: `${test.name}.conf` },
    test.dialect === undefined ? {} : { dialect: test.dialect },
  )
  const engine = createEngine(program)
  let transaction = await runOnce(engine.newTransaction({ trace: true }), test)
  for (let again = 1; again < (test.times ?? 1); again++) {
    transaction = await runOnce(engine.newTransaction({ trace: true }), test)
  }
  return transaction
}

async function runOnce(transaction: Transaction, { request = {}, response = {} }: EngineCase): Promise<Transaction> {
  transaction.processConnection('192.0.2.7', 40000, '192.0.2.1', 80)
  transaction.processRequestLine(request.line ?? 'GET / HTTP/1.1')
  for (const [name, value] of request.headers ?? [['Host', 'example.com']]) transaction.addRequestHeader(name, value)
  await transaction.processRequestHeaders()
  if (request.body !== undefined) await transaction.writeRequestBody(Buffer.from(request.body, 'latin1'))
  await transaction.processRequestBody()
  for (const [name, value] of response.headers ?? [['Content-Type', 'text/html']])
    transaction.addResponseHeader(name, value)
  await transaction.processResponseHeaders(response.status ?? 200, '1.1')
  if (response.body !== undefined) await transaction.writeResponseBody(Buffer.from(response.body, 'latin1'))
  await transaction.processResponseBody()
  await transaction.processLogging()
  return transaction
}
