import { posix } from 'node:path'
import { formatNative } from '@secrule/audit'
import { loadLibxml } from '@secrule/body/node'
import {
  type AuditRecord,
  type Clock,
  check,
  compile,
  createEngine,
  type Engine,
  type EngineOptions,
  type FileSystem,
  MemoryStore,
  nodeFileSystem,
  type RemoteRules,
  type Transaction,
} from 'secrule'
import type { EngineCase } from '../engine/engine-case.js'

type Fields = readonly (readonly [string, string])[]

/** An engine case with more around it and more to look at: what one element of the language does. */
export interface EffectCase extends Omit<EngineCase, 'request' | 'response' | 'expect'> {
  readonly request?: EngineCase['request'] & {
    /** The chunks of the body, where it comes in several. */
    readonly chunks?: readonly string[]
    readonly trailers?: Fields
    /** Client address and port, server address and port. */
    readonly connection?: readonly [string, number, string, number]
  }
  readonly response?: EngineCase['response'] & { readonly httpVersion?: string }
  /** Files that rules name, besides those of the disk; an array is lines. */
  readonly files?: Readonly<Record<string, string | readonly string[]>>
  /** What SecRemoteRules gets, by URL; nothing else is there. */
  readonly remote?: Readonly<Record<string, string>>
  /** What the host brings. The clock begins at a fixed moment and goes on 1 millisecond at each look. A name `!` makes all look-ups fail. */
  readonly geo?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly names?: Readonly<Record<string, readonly string[]>>
  /** TXT records, by name; with a name `!` none can be looked up. */
  readonly texts?: Readonly<Record<string, readonly string[]>>
  /** What scripts, and programs that inspect, answer to a value; one that begins with `!` is an error of the script. */
  readonly answers?: Readonly<Record<string, string>>
  /** XML is read by libxml, which validates. */
  readonly libxml?: boolean
  /** Seconds that pass between two runs. */
  readonly pause?: number
  /** Rules of another application that keeps its records in the same place: one run of them comes first. */
  readonly earlier?: readonly string[]
  readonly expect: EngineCase['expect'] & {
    /** Codes of all diagnostics; without it there may be none. The rules do not run when one is an error. */
    readonly diagnostics?: readonly string[]
    readonly needs?: readonly string[]
    readonly headerChanges?: Readonly<Record<string, string | null>>
    readonly environment?: Readonly<Record<string, string>>
    /** Bodies as the host forwards them. */
    readonly requestBody?: string
    readonly responseBody?: string
    /** Texts of the audit entry in the native format, and texts that it must not hold. */
    readonly native?: readonly string[]
    readonly nativeWithout?: readonly string[]
    /** Fields of the audit record by their path (`request.body`); null: no record was written. */
    readonly audit?: Readonly<Record<string, unknown>> | null
    /** A text that one debug line holds; null: there are none. */
    readonly debug?: string | null
    /** A text that one host error holds. */
    readonly error?: string
    readonly bodyNeed?: Readonly<Partial<Record<'request' | 'response', 'buffer' | 'pass'>>>
    /** Files that FILES_TMPNAMES named: whether they are there after the transaction was closed. */
    readonly uploadsStay?: boolean
  }
}

/** What a run left behind, in the words of the expectation. */
type Found = Record<string, unknown>

const begin = Date.UTC(2026, 10, 22, 10, 0, 0) * 1000

/** Says how a case fails, or null when everything is as expected. An exception is a failure. */
export async function effectFault(test: EffectCase): Promise<string | null> {
  let found: Found
  try {
    found = await run(test)
  } catch (error) {
    return `threw ${error instanceof Error ? error.message : String(error)}`
  }
  const faults = Object.entries(test.expect).flatMap(([what, wanted]) => {
    const seen = JSON.stringify(found[what])
    return seen === JSON.stringify(wanted) ? [] : [`${what}: ${seen ?? 'nothing'} instead of ${JSON.stringify(wanted)}`]
  })
  return faults.length === 0 ? null : faults.join('; ')
}

function folderOf(files: EffectCase['files'] = {}): FileSystem {
  const own = new Map(
    Object.entries(files).map(([name, text]) => [name, typeof text === 'string' ? text : text.join('\n')]),
  )
  return {
    read: (path) => own.get(path) ?? nodeFileSystem.read(path),
    glob: (pattern) => (own.has(pattern) ? [pattern] : nodeFileSystem.glob(pattern)),
    resolve: (from, name) => posix.join(posix.dirname(from), name),
  }
}

function textOf(rules: readonly string[]): string {
  const setsEngine = rules.some((line) => /^SecRuleEngine/i.test(line))
  return [...(setsEngine ? [] : ['SecRuleEngine On']), ...rules].join('\n')
}

async function lookUp(names: Readonly<Record<string, readonly string[]>>, name: string): Promise<readonly string[]> {
  if (names['!'] !== undefined) throw new Error('no name server')
  return names[name] ?? []
}

class Host {
  readonly errors: string[] = []
  readonly debugLines: string[] = []
  readonly lines: string[] = []
  #now = begin
  readonly options: EngineOptions

  constructor(test: EffectCase, xml: unknown) {
    const { geo, names, texts, answers } = test
    const answer = (value: string | null): string => {
      const text = answers?.[value ?? ''] ?? ''
      if (text.startsWith('!')) throw new Error(text.slice(1))
      return text
    }
    const clock: Clock = {
      now: () => {
        this.#now += 1000
        return this.#now
      },
      localOffset: () => 60,
    }
    this.options = {
      clock,
      store: new MemoryStore(() => clock.now() / 1e6),
      fileSystem: folderOf(test.files),
      logger: {
        log: (line) => this.lines.push(line),
        error: (message) => this.errors.push(message),
        debug: (_level, message) => this.debugLines.push(message),
      },
      ...(geo === undefined
        ? {}
        : { geo: { lookup: (address) => (geo[address] ? new Map(Object.entries(geo[address])) : null) } }),
      ...(names === undefined
        ? {}
        : {
            resolver: {
              resolve4: (name) => lookUp(names, name),
              ...(texts === undefined ? {} : { resolveTxt: (name: string) => lookUp(texts, name) }),
            },
          }),
      ...(answers === undefined
        ? {}
        : {
            inspector: (_, value) => answer(value),
            lua: { run: (_: unknown, value: string | null) => ({ answer: answer(value) }) },
          }),
      ...(xml === null ? {} : { xml }),
    }
  }

  wait(seconds: number): void {
    this.#now += seconds * 1_000_000
  }
}

async function run(test: EffectCase): Promise<Found> {
  const source = { text: textOf(test.rules), name: 'effect.conf' }
  const host = new Host(test, test.libxml === true ? await loadLibxml() : null)
  const options = {
    ...(test.dialect === undefined ? {} : { dialect: test.dialect }),
    ...(test.remote === undefined ? {} : { remoteRules: remoteRules(test.remote) }),
    ...(host.options.fileSystem ? { fileSystem: host.options.fileSystem } : {}),
  }
  const diagnostics = check(source, options)
  const codes = diagnostics.map(({ code }) => code)
  if (test.expect.diagnostics === undefined && codes.length > 0) throw new Error(`the rules have ${codes.join(', ')}`)
  if (diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics: codes }
  const program = compile(source, options)
  if (test.earlier !== undefined) {
    const earlier = compile({ text: textOf(test.earlier), name: 'earlier.conf' }, options)
    const transaction = createEngine(earlier, host.options).newTransaction()
    await exchange(transaction, test)
    transaction.close()
  }
  const engine = createEngine(program, host.options)
  let transaction = engine.newTransaction({ trace: true })
  let outcome = await exchange(transaction, test)
  for (let again = 1; again < (test.times ?? 1); again++) {
    transaction.close()
    host.wait(test.pause ?? 0)
    transaction = engine.newTransaction({ trace: true })
    outcome = await exchange(transaction, test)
  }
  const found = { diagnostics: codes, needs: program.needs, ...(await outcomeOf(test, transaction, outcome, host)) }
  return { ...found, ...(await afterwards(test, transaction, engine)) }
}

function remoteRules(texts: Readonly<Record<string, string>>): RemoteRules {
  return new Map(Object.entries(texts).map(([url, text]) => [url, { text }]))
}

interface Outcome {
  readonly audit: AuditRecord | null
  readonly bodyNeed: Record<string, string>
}

/** Runs a whole transaction, however it is interrupted. */
async function exchange(transaction: Transaction, { request = {}, response = {} }: EffectCase): Promise<Outcome> {
  const bodyNeed: Record<string, string> = {}
  transaction.processConnection(...(request.connection ?? ['192.0.2.7', 40_000, '192.0.2.1', 80]))
  transaction.processRequestLine(request.line ?? 'GET / HTTP/1.1')
  for (const [name, value] of request.headers ?? [['Host', 'example.com']]) transaction.addRequestHeader(name, value)
  await transaction.processRequestHeaders()
  bodyNeed.request = transaction.bodyNeed('request')
  for (const chunk of request.chunks ?? (request.body === undefined ? [] : [request.body])) {
    await transaction.writeRequestBody(Buffer.from(chunk, 'latin1'))
  }
  for (const [name, value] of request.trailers ?? []) transaction.addRequestTrailer(name, value)
  await transaction.processRequestBody()
  for (const [name, value] of response.headers ?? [['Content-Type', 'text/html']]) {
    transaction.addResponseHeader(name, value)
  }
  await transaction.processResponseHeaders(response.status ?? 200, response.httpVersion ?? '1.1')
  bodyNeed.response = transaction.bodyNeed('response')
  if (response.body !== undefined) await transaction.writeResponseBody(Buffer.from(response.body, 'latin1'))
  await transaction.processResponseBody()
  return { audit: await transaction.processLogging(), bodyNeed }
}

async function outcomeOf(
  { expect }: EffectCase,
  transaction: Transaction,
  { audit, bodyNeed }: Outcome,
  host: Host,
): Promise<Found> {
  const matched = transaction.matchedRules
  const holding = (lines: readonly string[], text: string | null | undefined): unknown =>
    typeof text === 'string' ? (lines.find((line) => line.includes(text)) === undefined ? lines : text) : null
  const entry = audit === null ? '' : String(formatNative(audit))
  return {
    ids: matched.map(({ id }) => id),
    allowed: transaction.allowed,
    interruption: picked(transaction.interruption, expect.interruption ?? {}),
    variables: Object.fromEntries(
      Object.entries(expect.variables ?? {}).map(([name, wanted]) => [name, variableOf(transaction, name, wanted)]),
    ),
    log: holding(host.lines, expect.log),
    debug: expect.debug === null ? (host.debugLines[0] ?? null) : holding(host.debugLines, expect.debug),
    error: holding(host.errors, expect.error),
    message: matched.at(-1)?.message,
    data: matched.at(-1)?.data,
    bodyNeed: picked(bodyNeed, expect.bodyNeed ?? {}),
    headerChanges: Object.fromEntries(transaction.responseHeaderChanges().map(({ name, value }) => [name, value])),
    environment: Object.fromEntries(transaction.environment()),
    requestBody: await textFrom(transaction.requestBody()),
    responseBody: await textFrom(transaction.responseBody()),
    native: expect.native?.filter((text) => entry.includes(text)),
    nativeWithout: expect.nativeWithout?.filter((text) => audit !== null && !entry.includes(text)),
    audit:
      audit &&
      Object.fromEntries(
        Object.keys(expect.audit ?? {}).map((path) => [
          path,
          path.split('.').reduce<unknown>((at, step) => (at as Found | null | undefined)?.[step], audit),
        ]),
      ),
  }
}

/** Closes everything, and looks for what stayed. */
async function afterwards(test: EffectCase, transaction: Transaction, engine: Engine): Promise<Found> {
  const paths = transaction.variable('FILES_TMPNAMES').map(({ value }) => value)
  transaction.close()
  await engine.close()
  if (test.expect.uploadsStay === undefined) return {}
  const { existsSync, rmSync } = await import('node:fs')
  const stay = paths.length > 0 && paths.every((path) => existsSync(path))
  for (const path of paths) rmSync(path, { force: true })
  return { uploadsStay: paths.length > 0 && stay }
}

function picked(from: object | null, wanted: object | null): unknown {
  if (from === null || wanted === null) return from
  return Object.fromEntries(Object.keys(wanted).map((key) => [key, (from as Found)[key]]))
}

/** `TX:a` is the value of a member, `ARGS` the first value or, where a list is wanted, all as `key=value`. */
function variableOf(transaction: Transaction, name: string, wanted: unknown): unknown {
  const [variable = '', ...rest] = name.split(':')
  const members = transaction.variable(variable)
  if (rest.length > 0) {
    const key = rest.join(':').toLowerCase()
    return members.find((member) => member.key.toLowerCase() === key)?.value ?? null
  }
  return Array.isArray(wanted) ? members.map(({ key, value }) => `${key}=${value}`) : (members[0]?.value ?? null)
}

async function textFrom(stream: AsyncIterable<Uint8Array>): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += Buffer.from(chunk).toString('latin1')
  return text
}
