import {
  type BodyState,
  type Collection,
  defaultSettings,
  dialects,
  type Member,
  type MultipartFlags,
  type PersistentCollection,
  type RuleInfo,
  type Services,
  type Settings,
  type Template,
  type TransactionState,
  type WritableCollection,
} from '@secrule/program'
import { variables } from '@secrule/stdlib'

/** Members as vectors write them. */
export type Pairs = readonly (readonly [key: string, value: string])[]

/** A transaction filled with sample data, and what was asked of it besides writing to collections. */
export interface Sample {
  readonly transaction: TransactionState
  /** One line for each call: the name and its arguments as JSON. */
  readonly calls: string[]
  readonly tx: WritableCollection
  readonly persistent: ReadonlyMap<string, PersistentCollection>
}

const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

function fixed(pairs: Pairs): Collection {
  const members = pairs.map(([key, value]) => ({ key, value }))
  return { all: () => members, named: (key) => members.filter((member) => lower(member.key) === key) }
}

function writable(pairs: Pairs, calls: string[], name: string): PersistentCollection {
  const members = new Map<string, Member>(pairs.map(([key, value]) => [lower(key), { key, value }]))
  const note = (what: string, ...parts: readonly (string | number)[]): void => {
    calls.push(`${name}.${what} ${JSON.stringify(parts)}`)
  }
  const set = (key: string, value: string): void => {
    members.set(lower(key), { key, value })
  }
  return {
    all: () => [...members.values()],
    named: (key) => [members.get(key)].filter((member) => member !== undefined),
    get: (key) => members.get(key)?.value ?? null,
    set,
    delete: (key) => {
      members.delete(key)
    },
    add: (key, amount) => {
      const sum = String(BigInt(members.get(lower(key))?.value ?? '0') + amount)
      set(key, sum)
      return sum
    },
    expire: (key, seconds) => note('expire', key, seconds),
    deprecate: (key, amount, period) => note('deprecate', key, amount, period),
  }
}

const noFlags: MultipartFlags = {
  boundaryQuoted: 0,
  boundaryWhitespace: 0,
  crlfLine: 0,
  crlfLfLines: 0,
  dataAfter: 0,
  dataBefore: 0,
  fileLimitExceeded: 0,
  headerFolding: 0,
  invalidHeaderFolding: 0,
  invalidPart: 0,
  invalidQuoting: 0,
  lfLine: 0,
  missingSemicolon: 0,
  strictError: 0,
  unmatchedBoundary: 0,
}

function body(text: string): BodyState {
  return {
    text: () => text,
    length: text.length,
    processor: '',
    error: null,
    processorError: null,
    overLimit: false,
    xml: null,
    json: [],
  }
}

/** A rule as the compiler leaves it before its actions describe it. */
export function blankRule(): RuleInfo {
  return {
    index: 0,
    id: 1,
    phase: 2,
    starter: 0,
    chained: false,
    file: 'rules.conf',
    line: 1,
    endLine: 1,
    text: '',
    message: null,
    data: null,
    severity: null,
    tags: [],
    rev: '',
    ver: '',
    maturity: 0,
    accuracy: 0,
    log: true,
    audit: true,
    capture: false,
    multiMatch: false,
    status: null,
    disruptive: null,
    namespaces: [],
  }
}

/** 2026-03-05 (a Thursday) 23:04:09.5 UTC, two hours ahead of which local time is the next day. */
const now = Date.UTC(2026, 2, 5, 23, 4, 9, 500) * 1000

function services(calls: string[], given: Given): Services {
  return {
    fileSystem: null,
    store: {
      load: () => null,
      update: () => undefined,
      remove: () => undefined,
      close: () => undefined,
    },
    logger: {
      log: (line) => calls.push(`log ${line}`),
      error: (message) => calls.push(`error ${message}`),
    },
    audit: null,
    geo: null,
    xml: null,
    pcre2: null,
    lua: given.lua
      ? {
          run: (script: { readonly path: string }) => {
            calls.push(`lua ${script.path}`)
            if (given.lua === 'throws') throw new Error('broken')
            return { answer: null }
          },
        }
      : null,
    resolver: null,
    inspector: given.inspector
      ? (program) => {
          calls.push(`inspector ${program}`)
          return null
        }
      : null,
    inflate: null,
    uploads: null,
    spill: null,
    giveWay: () => Promise.resolve(),
    clock: { now: () => now, localOffset: () => 120 },
    random: () => 0.5,
    limits: { headers: 100, headerBytes: 10_000, decodedRatio: 100, knownValues: 0, matches: 100 },
  }
}

/** What a vector may change in the sample. Members of `state` name a place by dots: `request.body.error`. */
export interface Given {
  readonly tx?: Pairs
  /** The persistent collections that are open. */
  readonly open?: Readonly<Record<string, Pairs>>
  readonly environment?: Readonly<Record<string, string>>
  readonly settings?: Partial<Settings>
  readonly dialect?: keyof typeof dialects
  readonly lua?: 'works' | 'throws'
  readonly inspector?: boolean
  readonly state?: Readonly<Record<string, unknown>>
}

/** Puts JSON into a place of the state, in the form that the place has: collections and maps are given as pairs. */
function put(state: object, place: string, value: unknown): void {
  const path = place.split('.')
  const last = path.pop() ?? ''
  let at = state as Record<string, unknown>
  for (const step of path) at = at[step] as Record<string, unknown>
  if (!(last in at)) throw new Error(`the state has no ${place}`)
  const old = at[last]
  if (last === 'xml') {
    const answers = value as Readonly<Record<string, readonly string[]>> | null
    at[last] = answers && { xpath: (expression: string) => answers[expression] ?? null }
  } else if (old instanceof Map) at[last] = new Map(value as [unknown, unknown][])
  else if (typeof old === 'function') at[last] = () => value
  else if (typeof old === 'object' && old !== null && 'named' in old) at[last] = fixed(value as Pairs)
  else at[last] = value
}

/** A transaction for one vector. */
export function sampleTransaction(given: Given = {}): Sample {
  const calls: string[] = []
  const note = (what: string, ...parts: readonly unknown[]): void => {
    calls.push([what, ...parts.map((part) => JSON.stringify(part))].join(' '))
  }
  const tx = writable(given.tx ?? [], calls, 'tx')
  const persistent = new Map(
    Object.entries(given.open ?? {}).map(([name, pairs]) => [name, writable(pairs, calls, name)]),
  )
  let settings: Settings = { ...defaultSettings(), ruleEngine: 'On', ...given.settings }
  const transaction: TransactionState = {
    id: 'sample-1',
    startedAt: now - 1_500_000,
    phase: 2,
    dialect: dialects[given.dialect ?? 'secrule'],
    services: services(calls, given),
    get settings() {
      return settings
    },
    change: (changes) => {
      note('change', changes)
      settings = { ...settings, ...changes }
    },
    connection: { clientAddress: '192.0.2.7', clientPort: 50123, serverAddress: '198.51.100.1', serverPort: 443 },
    request: {
      headersOverLimit: false,
      line: 'POST /shop/a%20b.php?q=1&Q=two HTTP/1.1',
      method: 'POST',
      protocol: 'HTTP/1.1',
      uri: '/shop/a b.php?q=1&Q=two',
      uriRaw: '/shop/a%20b.php?q=1&Q=two',
      filename: '/shop/a b.php',
      basename: 'a b.php',
      queryString: 'q=1&Q=two',
      serverName: 'www.example.com',
      authType: 'Basic',
      remoteUser: 'ann',
      headers: fixed([
        ['Host', 'www.example.com'],
        ['X-Note', 'one'],
        ['x-note', 'two'],
      ]),
      cookies: fixed([['SID', 'abc']]),
      argsGet: fixed([
        ['q', '1'],
        ['Q', 'two'],
      ]),
      argsPost: fixed([['name', 'Bob']]),
      argsPath: writable([['user', '42']], calls, 'argsPath'),
      body: body('name=Bob'),
      multipart: { ...noFlags },
      partHeaders: [],
      partNames: [],
      partFilenames: [],
      files: [],
      urlencodedError: false,
      full: () => 'POST / HTTP/1.1\n\nHost: h\n\nbody',
      fullLength: () => 30,
    },
    response: {
      headersOverLimit: false,
      status: 404,
      protocol: 'HTTP/1.1',
      headers: fixed([
        ['Server', 'test'],
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
      ]),
      contentType: 'text/html',
      body: body('<p>gone</p>'),
    },
    matched: { isSet: false, value: '', name: '', values: [], names: [] },
    rule: null,
    highestSeverity: 255,
    tx,
    environment: new Map(Object.entries(given.environment ?? {})),
    geo: new Map(),
    persistent: (name) => persistent.get(name) ?? null,
    open: (name, key) => note('open', name, key),
    sessionId: '',
    userId: '',
    resourceId: '',
    pcreError: false,
    pcreLimitExceeded: false,
    serverErrorLog: [],
    elapsed: () => 1_500_000.4,
    phaseTimes: [0, 0, 0, 0, 0, 0],
    storageReadTime: 0,
    slowRules: new Map(),
    streamInput: null,
    streamOutput: null,
    appended: null,
    prepended: null,
    forceRequestBody: false,
    forceResponseBody: false,
    rules: {
      removeRules: (rules) => note('removeRules', rules),
      removeTarget: (rules, target) => note('removeTarget', rules, target),
    },
    sanitise: {
      argument: (name) => note('sanitise.argument', name),
      requestHeader: (name) => note('sanitise.requestHeader', name),
      responseHeader: (name) => note('sanitise.responseHeader', name),
      matched: (bytes) => note('sanitise.matched', bytes),
    },
    expand: (template) => expanded(template),
    interrupt: (disruption) => note('interrupt', disruption),
    skipOn: () => {},
    allow: (scope) => note('allow', scope),
    pause: (milliseconds) => note('pause', milliseconds),
    debug: (level, message) => note('debug', level, message()),
  }
  function expanded(template: Template): string {
    const value = ({ variable, key }: Exclude<Template[number], string>): string => {
      const definition = variables.get(variable)
      if (definition === null) throw new Error(`no variable ${variable}`)
      const members = key === null ? definition.read(transaction) : memberNamed(transaction, variable, key)
      return members[0]?.value ?? ''
    }
    return template.map((piece) => (typeof piece === 'string' ? piece : value(piece))).join('')
  }
  for (const [place, value] of Object.entries(given.state ?? {})) put(transaction, place, value)
  return { transaction, calls, tx, persistent }
}

/** The members of a key as the engine finds them: by `named` where there is one, else by looking through all. */
export function memberNamed(transaction: TransactionState, name: string, key: string): readonly Member[] {
  const definition = variables.get(name)
  if (definition === null) throw new Error(`no variable ${name}`)
  return (
    definition.named?.(transaction, key, []) ??
    definition.read(transaction).filter((member) => lower(member.key) === key)
  )
}
