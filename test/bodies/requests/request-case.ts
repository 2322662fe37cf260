import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { compile, createEngine, type Engine, type EngineOptions, type Transaction } from 'secrule'

/** Bytes as a case file writes them: a text, or how to make a large one. One char is one byte. */
type Content =
  | string
  | { readonly repeat: string; readonly times: number; readonly before?: string; readonly after?: string }

/** A message body, with content codings and what was done to the result. */
export interface CaseBody {
  readonly body?: Content
  /** Codings in the order in which they are applied: gzip, deflate, raw-deflate, br. */
  readonly encode?: readonly string[]
  /** Bytes taken off the end. */
  readonly cut?: number
  readonly append?: string
  /** Another gzip member behind the first. */
  readonly member?: string
  /** A gzip header with this flag byte and what belongs to it, in place of the plain one. */
  readonly gzipHeader?: { readonly flags: number; readonly fields: string }
}

/** A request, with a response where it matters, and what the engine must make of it. */
export interface RequestCase extends CaseBody {
  readonly name: string
  readonly why?: string
  /** Lines of rules; the recommended ones when left out, and in place of `@recommended`. */
  readonly rules?: readonly string[]
  readonly dialect?: 'secrule' | 'modsecurity3'
  /** Without: the engine gets no service that decodes. */
  readonly inflate?: false
  readonly limits?: Partial<NonNullable<EngineOptions['limits']>>
  readonly target?: string
  readonly headers?: readonly (readonly [string, string])[]
  /** Header lines `X: y`, so many. */
  readonly manyHeaders?: number
  readonly trailers?: readonly (readonly [string, string])[]
  readonly response?: CaseBody & {
    readonly headers?: readonly (readonly [string, string])[]
    readonly manyHeaders?: number
  }
  readonly expect: {
    /** Status and rule (0: a limit) that ended it; null: nothing did. */
    readonly denied?: readonly [status: number, rule: number] | null
    readonly message?: string
    /** Members of variables: one text, or all as `key=value`. */
    readonly variables?: Readonly<Record<string, string | readonly string[]>>
    /** How many bytes of the response body the engine gives back, where that is not all. */
    readonly forwarded?: number
  }
}

const coders: Readonly<Record<string, (data: Uint8Array) => Uint8Array>> = {
  gzip: (data) => gzipSync(data),
  deflate: (data) => deflateSync(data),
  'raw-deflate': (data) => deflateRawSync(data),
  br: (data) => brotliCompressSync(data),
}

function contentOf(content: Content | undefined): Uint8Array {
  if (content === undefined) return new Uint8Array(0)
  const text =
    typeof content === 'string'
      ? content
      : `${content.before ?? ''}${content.repeat.repeat(content.times)}${content.after ?? ''}`
  return Buffer.from(text, 'latin1')
}

/** The bytes that are sent. */
export function bytesOf({ body, encode = [], cut = 0, append = '', member, gzipHeader }: CaseBody): Uint8Array {
  let data = contentOf(body)
  for (const coding of encode) data = coders[coding]!(data)
  if (gzipHeader !== undefined) {
    const head = Buffer.from(data.subarray(0, 10))
    head[3] = gzipHeader.flags
    data = Buffer.concat([head, Buffer.from(gzipHeader.fields, 'latin1'), data.subarray(10)])
  }
  if (member !== undefined) data = Buffer.concat([data, gzipSync(Buffer.from(member, 'latin1'))])
  return Buffer.concat([data.subarray(0, data.length - cut), Buffer.from(append, 'latin1')])
}

export function engineOf(item: RequestCase): Engine {
  const lines = (item.rules ?? ['@recommended']).map((line) =>
    line === '@recommended' ? 'Include corpus/recommended.conf' : line,
  )
  const text = ['SecRuleEngine On', ...lines].join('\n')
  const program = compile({ text, name: 'case.conf' }, item.dialect === undefined ? {} : { dialect: item.dialect })
  return createEngine(program, {
    ...(item.inflate === false ? { inflate: null } : {}),
    ...(item.limits === undefined ? {} : { limits: item.limits }),
  })
}

function addMany(count: number | undefined, add: (name: string, value: string) => void): void {
  for (let i = 0; i < (count ?? 0); i++) add('X', 'y')
}

/** Runs the transaction as a host does: what ends it ends it. The body is written in the given chunks. */
export async function runRequest(
  engine: Engine,
  item: RequestCase,
  chunks: readonly Uint8Array[],
): Promise<Transaction> {
  const transaction = engine.newTransaction()
  transaction.processConnection('192.0.2.7', 40000, '192.0.2.1', 80)
  transaction.processRequestLine(`${chunks.length > 0 ? 'POST' : 'GET'} ${item.target ?? '/'} HTTP/1.1`)
  transaction.addRequestHeader('Host', 'example.com')
  for (const [name, value] of item.headers ?? []) transaction.addRequestHeader(name, value)
  addMany(item.manyHeaders, (name, value) => transaction.addRequestHeader(name, value))
  if (transaction.interruption === null) await transaction.processRequestHeaders()
  for (const chunk of chunks) {
    if (transaction.interruption === null) await transaction.writeRequestBody(chunk)
  }
  for (const [name, value] of item.trailers ?? []) transaction.addRequestTrailer(name, value)
  if (transaction.interruption === null) await transaction.processRequestBody()
  if (transaction.interruption === null && item.response !== undefined) await respond(transaction, item.response)
  return transaction
}

async function respond(transaction: Transaction, response: NonNullable<RequestCase['response']>): Promise<void> {
  for (const [name, value] of response.headers ?? [['Content-Type', 'text/plain']]) {
    transaction.addResponseHeader(name, value)
  }
  addMany(response.manyHeaders, (name, value) => transaction.addResponseHeader(name, value))
  if (transaction.interruption !== null) return
  await transaction.processResponseHeaders(200, '1.1')
  const bytes = bytesOf(response)
  for (let at = 0; at < bytes.length && transaction.interruption === null; at += 65_536) {
    await transaction.writeResponseBody(bytes.subarray(at, at + 65_536))
  }
  if (transaction.interruption === null) await transaction.processResponseBody()
}

export async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const piece of pieces) chunks.push(Buffer.from(piece))
  return Buffer.concat(chunks)
}
