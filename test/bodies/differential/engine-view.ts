import { percentDecode, urlDecode } from '@secrule/body'
import { compile, createEngine, type Engine, type Transaction } from 'secrule'
import type { GeneratedRequest } from './generated-request.js'

/** What the engine made of a request: refused by a rule or limit, or read as these texts. */
export interface EngineView {
  /** Number of the rule, 0 for a limit; null when the request passes. */
  readonly denied: number | null
  readonly texts: readonly string[]
}

/** The engine with the recommended rules and nothing else; files are kept so that their contents can be compared. */
export function recommendedEngine(): Engine {
  const text = 'Include corpus/recommended.conf\nSecTmpSaveUploadedFiles On'
  return createEngine(compile({ text, name: 'differential.conf' }), { uploads: null })
}

const plain = [
  'ARGS',
  'ARGS_NAMES',
  'FILES',
  'FILES_NAMES',
  'FILES_TMP_CONTENT',
  'MULTIPART_NAME',
  'MULTIPART_FILENAME',
]
const cookies = ['REQUEST_COOKIES', 'REQUEST_COOKIES_NAMES']

/** Runs phases 1 and 2. */
export async function runThroughEngine(
  engine: Engine,
  request: GeneratedRequest,
  look: (transaction: Transaction) => void,
): Promise<void> {
  const transaction = engine.newTransaction()
  try {
    transaction.processRequestLine(`${request.body === '' ? 'GET' : 'POST'} ${request.target} HTTP/1.1`)
    transaction.addRequestHeader('Host', 'example.com')
    for (const [name, value] of request.headers) transaction.addRequestHeader(name, value)
    await transaction.processRequestHeaders()
    if (request.body !== '') await transaction.writeRequestBody(Buffer.from(request.body, 'latin1'))
    await transaction.processRequestBody()
    look(transaction)
  } finally {
    transaction.close()
  }
}

export async function engineView(engine: Engine, request: GeneratedRequest): Promise<EngineView> {
  let view: EngineView = { denied: null, texts: [] }
  await runThroughEngine(engine, request, (transaction) => {
    const texts: string[] = []
    for (const name of plain) for (const { value } of transaction.variable(name)) texts.push(value)
    // Cookies stand in their variables as sent, so rules on them decode; and so does this.
    for (const name of cookies)
      for (const { value } of transaction.variable(name)) texts.push(value, percentDecode(value), urlDecode(value).text)
    view = { denied: transaction.interruption?.ruleId ?? null, texts }
  })
  return view
}
