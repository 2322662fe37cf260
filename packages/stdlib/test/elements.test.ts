// Every operator and transformation of the registry against its vectors, and what holds for all of them; mostly lists of cases,
// hence the length.
import { readdirSync, readFileSync } from 'node:fs'
import {
  type CompileContext,
  type DialectName,
  defaultSettings,
  dialects,
  isDiagnostic,
  type OperatorContext,
  type OperatorDefinition,
  problem,
  type Requirement,
  type Services,
  type Settings,
  type Template,
  type TransactionState,
  type TransformationDefinition,
} from '@secrule/program'
import { loadPcre2 } from '@secrule/regex/node'
import { operators, transformations } from '@secrule/stdlib'
import t from 'tap'

// Runs the vectors that stand beside every operator and transformation.

interface TransformationVector {
  readonly input: string
  readonly output: string
  /** Whether multiMatch sees a change; left out, it is whether the bytes differ. */
  readonly changed?: boolean
  readonly settings?: Partial<Settings>
  readonly why: string
}

interface OperatorVector {
  readonly argument: string
  readonly value: string
  /** True, false, or the code of the diagnostic. */
  readonly result: boolean | string
  /** All that is captured, by group. */
  readonly captures?: Readonly<Record<string, string>>
  /** The code that the operator reports as an error. */
  readonly error?: string
  /** The code of a warning. */
  readonly warns?: string
  readonly why: string
  // what is around
  readonly dialect?: DialectName
  readonly settings?: Partial<Settings>
  readonly files?: Readonly<Record<string, string>>
  readonly datasets?: Readonly<Record<string, readonly string[]>>
  readonly phase?: number
  readonly target?: string
  readonly body?: string
  readonly responseBody?: string
  readonly geo?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly names?: Readonly<Record<string, readonly string[] | null>>
  readonly answers?: string | null
  /** PCRE2 is there. */
  readonly pcre2?: boolean
  readonly xml?: 'valid' | 'invalid' | 'unusable' | 'broken'
  readonly macros?: Readonly<Record<string, string>>
  // what it did
  readonly after?: Readonly<Record<string, unknown>>
}

interface Found<D, V> {
  readonly definition: D
  readonly file: string
  readonly vectors: readonly V[]
}

// a value that takes more than linear time ends here
t.setTimeout(300_000)

const folder = 'packages/stdlib/src'
const pcre2 = await loadPcre2()

/** The vectors of every element, by the file that its folder's index imports it from; no element and no file is left out. */
function collect<D extends { readonly name: string }, V>(kind: string, all: readonly D[]): Found<D, V>[] {
  const index = readFileSync(`${folder}/${kind}/index.ts`, 'utf8')
  const files = new Map([...index.matchAll(/import \{ (\w+) \} from '\.\/([\w-]+)\.js'/g)].map((m) => [m[1]!, m[2]!]))
  const present = readdirSync(`${folder}/${kind}`).filter((name) => name.endsWith('.vectors.json'))
  const unused = new Set(present)
  const found = all.map((definition): Found<D, V> => {
    const file = `${files.get(definition.name)}.vectors.json`
    t.ok(unused.delete(file), `${definition.name} has vectors in ${file}`)
    const text = present.includes(file) ? readFileSync(`${folder}/${kind}/${file}`, 'utf8') : '[]'
    return { definition, file, vectors: JSON.parse(text) as V[] }
  })
  t.same([...unused], [], `every vectors file of ${kind} is used`)
  return found
}

const hasHigh = (text: string): boolean => /[\x80-\xff]/.test(text)

t.test('transformations', (t) => {
  let ran = 0
  for (const { definition, vectors } of collect<TransformationDefinition, TransformationVector>(
    'transformations',
    transformations.all,
  )) {
    const { name } = definition
    t.ok(
      vectors.some((each) => each.input === '') &&
        vectors.some((each) => hasHigh(each.input + each.output)) &&
        vectors.some((each) => (each.input + each.output).includes('\0')),
      `${name}: vectors with the empty value, a byte beyond ASCII, and NUL`,
    )
    t.ok(definition.summary.length > 20 && definition.example?.includes(`t:${name}`), `${name} is documented`)
    for (const vector of vectors) {
      ran++
      const run = definition.link?.({ ...defaultSettings(), ...vector.settings }) ?? definition.run
      const output = run(vector.input)
      const changed = definition.alwaysChanges === true || output !== vector.input
      if (output === vector.output && changed === (vector.changed ?? vector.output !== vector.input)) continue
      t.fail(`${name} ${JSON.stringify(vector.input)}: ${vector.why}`, { output, changed, expected: vector })
    }
  }
  t.equal(transformations.all.length, 36)
  t.comment(`ran ${ran} vectors of ${transformations.all.length} transformations`)
  t.ok(ran > 400)
  t.end()
})

t.test('operators', async (t) => {
  let ran = 0
  for (const { definition, vectors } of collect<OperatorDefinition, OperatorVector>('operators', operators.all)) {
    const { name } = definition
    const result = (wanted: (result: boolean | string) => boolean): boolean =>
      vectors.some((each) => wanted(each.result))
    t.ok(
      vectors.some((each) => each.value === '') &&
        vectors.some((each) => hasHigh(each.value)) &&
        vectors.some((each) => each.value.includes('\0')),
      `${name}: vectors with the empty value, a byte beyond ASCII, and NUL`,
    )
    if (name !== 'noMatch')
      t.ok(
        result((each) => each === true),
        `${name}: a match`,
      )
    if (name !== 'unconditionalMatch')
      t.ok(
        result((each) => each === false),
        `${name}: a miss`,
      )
    if (definition.argument === 'required') {
      t.ok(result((each) => typeof each === 'string') || definition.macros, `${name}: a bad argument`)
    }
    t.ok(definition.summary.length > 10 && definition.example?.includes(`@${name}`), `${name} is documented`)
    for (const vector of vectors) {
      ran++
      const got = await runVector(definition, vector)
      const { result: wanted, captures = {}, error, warns, after = {}, why } = vector
      const expected = { result: wanted, captures, error, warns, after }
      t.same(got, expected, `${name} ${JSON.stringify(vector.argument).slice(0, 60)}: ${why}`)
    }
  }
  t.equal(operators.all.length, 42)
  t.comment(`ran ${ran} vectors of ${operators.all.length} operators`)
  t.ok(ran > 400)
})

/** Numbers from 0 up to `below`, always the same ones. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const pieces = [
  ...[
    'a',
    'B',
    '.',
    '..',
    '/',
    '\\',
    '//',
    '/../',
    '/./',
    ' ',
    '  ',
    '\t',
    '\xa0',
    '\xc2\xa0',
    '%',
    '%41',
    '%4',
    '%u0041',
    '%uff21',
  ],
  ...[
    '\\x41',
    '\\101',
    '\\u0041',
    '\\61 ',
    '\\',
    '&',
    '&lt;',
    '&#65;',
    '&#x',
    ';',
    '/*',
    '*/',
    '<!--',
    '-->',
    '--',
    '#',
    '0x',
    '0x41',
  ],
  ...[
    '\0',
    '\x80',
    '\xc3',
    '\xa9',
    '\xc3\xa9',
    '\xe2\x82\xac',
    '\xf5',
    '\xff',
    '=',
    'YWJj',
    '"',
    "'",
    '^',
    ',',
    '(',
    '+',
    '1',
    '9',
  ],
]

/** A value of some of the pieces, many of which mean something to some element. */
function mixture(next: (below: number) => number, most: number): string {
  return Array.from({ length: next(most) }, () => pieces[next(pieces.length)]!).join('')
}

t.test('mixtures', (t) => {
  const next = numbers(1)
  const count = process.env.SECRULE_PROOF === '1' ? 100_000 : 5000
  let changes = 0
  for (let i = 0; i < count; i++) {
    const value = mixture(next, 12)
    for (const { name, run, touches } of transformations.all) {
      const output = run(value)
      if (output !== value) changes++
      if (/[^\0-\xff]/.test(output)) t.fail(`${name} gives more than bytes`, { value })
      // what the planner relies on: without one of these bytes nothing changes
      if (touches !== undefined && output !== value && ![...touches].some((byte) => value.includes(byte))) {
        t.fail(`${name} changed a value without one of the bytes it touches`, { value })
      }
    }
    const path = mixture(next, 8)
    const expected = pathByTheBook(path)
    const got = transformations.get('normalizePath')!.run(path)
    if (got !== expected) t.equal(got, expected, `normalizePath ${JSON.stringify(path)}`)
  }
  t.comment(`ran ${count} values through ${transformations.all.length} transformations, ${changes} changes`)
  t.ok(changes > count)
  t.end()
})

/** Section 2.20 of the specification, step by step as it is written there. */
function pathByTheBook(s: string): string {
  const o: string[] = []
  const n = s.length
  const rel = s[0] !== '/'
  let hitroot = false
  for (let src = 0; src < n; ) {
    let last = false
    const segend = src === n - 1 || s[src + 1] === '/'
    if (segend && (src === n - 1 || s[src] !== '/')) {
      last = src === n - 1
      const before = o.at(-1)
      if (s[src] === '.' && before === '.') {
        if (rel && (hitroot || o.length <= 2)) hitroot = true
        else {
          let k = o.length - 3
          while (k > 0 && o[k] !== '/') k--
          if (k <= 0) {
            hitroot = true
            k = !rel && last ? 1 : 0
          }
          o.length = k
          if (last) break
          src++
        }
      } else if (s[src] === '.' && (before === undefined || before === '/')) {
        if (last) break
        if (before === '/') o.pop()
        src++
      } else if (s[src] !== '.' && before !== undefined) hitroot = false
    }
    if (s[src] === '/') {
      while (src < n - 1 && s[src + 1] === '/') src++
      if (rel && o.length === 0) {
        src++
        continue
      }
    }
    o.push(s[src++]!)
    if (last) break
  }
  if (s[n - 1] !== '/' && o.at(-1) === '/') o.pop()
  return o.join('')
}

/** Operators with arguments that make hostile values dear, if anything does. */
const dear: readonly (readonly [name: string, argument: string])[] = [
  ...['streq', 'beginsWith', 'endsWith', 'contains', 'containsWord', 'within', 'strmatch'].map(
    (name) => [name, 'a'.repeat(20_000)] as const,
  ),
  ['contains', `b${'a'.repeat(20_000)}`],
  ['containsWord', `${'a'.repeat(30)}b`],
  ['eq', '1'],
  ['rx', '(a|aa)+$'],
  ['rxGlobal', 'a(.*z)?'],
  ['pm', 'aaaaaaaab aaaaab aab'],
  ['ipMatch', '::1'],
  ['detectSQLi', ''],
  ['detectXSS', ''],
  ['validateByteRange', '0-255'],
  ['validateUrlEncoding', ''],
  ['validateUtf8Encoding', ''],
  ['verifyCC', '\\d+'],
  ['verifySSN', '\\d+'],
  ['verifySSN', '(?:\\d[ -]*)+'],
  ['validateNid', 'us \\d+'],
  ['restpath', '/{a}/{b}/{c}'],
  ['geoLookup', ''],
  ['rbl', 'bl.example'],
]

t.test('hostile values end', async (t) => {
  // not timed: what takes more than linear time does not end before the runner gives up
  const size = process.env.SECRULE_PROOF === '1' ? 1 << 17 : 1 << 15
  const units = [...pieces, 'aaaaaaaaaaaaaaab', '1 1-', '[', '{"a":', '<a ', '::', '1.']
  let ran = 0
  for (const unit of units) {
    const value = unit.repeat(size / unit.length)
    for (const { run } of transformations.all) {
      run(value)
      ran++
    }
    for (const [name, argument] of dear) {
      const vector = { argument, value, result: false, why: '', geo: {}, names: {} }
      const { result } = await runVector(operators.get(name)!, vector)
      ran++
      if (typeof result !== 'boolean') t.fail(`${name} ${argument.slice(0, 20)} on ${JSON.stringify(unit)}: ${result}`)
    }
  }
  const { error } = await runVector(operators.get('verifySSN')!, {
    argument: '\\d+',
    value: '1'.repeat(size),
    result: false,
    why: '',
  })
  t.equal(error, 'pattern-limit', 'too many searches in one value are an error')
  t.comment(`ran ${ran} evaluations on values of ${size} bytes`)
})

t.test('large lists', async (t) => {
  const next = numbers(2)
  const address = (): string => `${next(224)}.${next(256)}.${next(256)}.${next(256)}`
  const networks = Array.from({ length: 100_000 }, () => `${address()}/${20 + next(13)}`)
  const phrases = Array.from({ length: 100_000 }, (_, i) => `${next(1 << 30).toString(36)}-${i}`)
  const files = { 'networks.txt': networks.join('\n'), 'phrases.txt': phrases.join('\n') }
  const ask = async (name: string, argument: string, value: string): Promise<unknown> =>
    (await runVector(operators.get(name)!, { argument, value, result: true, why: '', files })).result
  t.equal(await ask('ipMatchFromFile', 'networks.txt', networks[77_777]!.replace(/\/.*/, '')), true, 'a network')
  t.equal(await ask('ipMatchFromFile', 'networks.txt', '250.1.2.3'), false, 'no network')
  t.equal(await ask('pmFromFile', 'phrases.txt', `xx${phrases[77_777]!.toUpperCase()}yy`), true, 'a phrase')
  t.equal(await ask('pmFromFile', 'phrases.txt', 'zzzzzz-0'), false, 'no phrase')
  // a small table against looking at every network
  const some = networks.slice(0, 100)
  const list = some.join()
  const number = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  let hits = 0
  for (let i = 0; i < 100; i++) {
    const near = number(some[i]!.replace(/\/.*/, '')) + next(1024) - 512
    const value = [24, 16, 8, 0].map((shift) => Math.floor(near / 2 ** shift) % 256).join('.')
    if (near < 0) continue
    const expected = some.some((each) => {
      const [first, bits] = each.split('/')
      const size = 2 ** (32 - Number(bits))
      return Math.floor(number(first!) / size) === Math.floor(near / size)
    })
    if (expected) hits++
    if ((await ask('ipMatch', list, value)) !== expected) t.fail(`ipMatch ${value} should be ${expected}`)
  }
  t.ok(hits > 10, `${hits} of 100 addresses are in a network`)
})

/** One vector, from the argument's text to what the operator did. */
async function runVector(definition: OperatorDefinition, vector: OperatorVector): Promise<Record<string, unknown>> {
  const { argument, value } = vector
  const settings: Settings = { ...defaultSettings(), ...vector.settings }
  const span = { file: { name: 'rules.conf', text: argument }, start: 0, end: argument.length }
  const warnings: string[] = []
  const nothing = { captures: {}, error: undefined, warns: undefined, after: {} }
  // the compiler's part: an argument that is needed and not there
  if (argument === '' && definition.argument === 'required') return { ...nothing, result: 'missing-argument' }
  const compileContext: CompileContext = {
    dialect: dialects[vector.dialect ?? 'secrule'],
    settings,
    readFile: (name, place) => {
      const text = vector.files?.[name]
      return text === undefined ? problem(place, 'missing-file', name) : { path: name, text }
    },
    dataset: (name) => vector.datasets?.[name] ?? null,
    warn: (diagnostic) => warnings.push(diagnostic.code),
  }
  const compiled = definition.compile(argument, span, compileContext)
  if (isDiagnostic(compiled)) return { ...nothing, result: compiled.code }
  const impure = impurity(compiled)
  if (impure !== null) return { ...nothing, result: `the constant holds ${impure}` }
  // a constant is plain data: what comes out of a bundle is a copy
  const constant = structuredClone(compiled)
  const { transaction, after } = fakeTransaction(vector, settings)
  const { services } = transaction
  for (const need of definition.needs?.(constant, settings, compileContext.dialect) ?? []) {
    if (services[need] === null) return { ...nothing, result: `needs ${need}` }
  }
  const captures: Record<string, string> = {}
  const errors: string[] = []
  const context: OperatorContext = {
    transaction,
    capturing: true,
    capture: (group, from, to) => {
      captures[group] = value.slice(from, to)
    },
    captureText: (group, text) => {
      captures[group] = text
    },
    error: (code) => {
      errors.push(code)
      return false
    },
    target: vector.target ?? 'ARGS:a',
  }
  const { dialect } = compileContext
  const live = definition.link === undefined ? constant : definition.link(constant, services, settings, dialect)
  const result = await definition.run(live, value, context)
  // who does not want captures gets the same answer
  const again = value.length > 10_000 ? result : await definition.run(live, value, { ...context, capturing: false })
  if (again !== result) return { ...nothing, result: 'not the same without captures' }
  if (result && !meets(value, definition.requirement?.(constant) ?? null)) {
    return { ...nothing, result: 'a match that does not meet the requirement' }
  }
  return { result, captures, error: errors[0], warns: warnings[0], after: after() }
}

function meets(value: string, requirement: Requirement | null): boolean {
  const folded = value.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
  return requirement?.every((set) => set.some((text) => folded.includes(text))) ?? true
}

/** What in a constant could not be written to a bundle, or null. */
function impurity(value: unknown): string | null {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return null
  if (typeof value !== 'object') return typeof value
  if (ArrayBuffer.isView(value)) return null
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== Array.prototype) return `a ${value.constructor.name}`
  for (const each of Object.values(value)) {
    const inside = impurity(each)
    if (inside !== null) return inside
  }
  return null
}

/** As much of a transaction as operators look at, and what they changed in it. */
function fakeTransaction(
  vector: OperatorVector,
  settings: Settings,
): { transaction: TransactionState; after: () => Record<string, unknown> } {
  const tx = new Map<string, string>()
  const argsPath = new Map<string, string>()
  const nothing: ReadonlyMap<string, string> = new Map()
  const { geo, names, answers, xml, macros } = vector
  const validation = (): unknown =>
    xml === 'valid'
      ? { outcome: 'valid' }
      : xml === 'invalid'
        ? { outcome: 'invalid', errors: ['no'] }
        : { outcome: 'unusable', error: 'no' }
  const document = { xpath: () => [], validateSchema: validation, validateDtd: validation, free: () => {} }
  const services = {
    fileSystem: { read: (path: string) => vector.files?.[path] ?? null },
    geo: geo === undefined ? null : { lookup: (address: string) => entriesOf(geo[address]) },
    resolver: names === undefined ? null : { resolve4: (name: string) => resolved(names[name]) },
    lua: answers === undefined ? null : { run: () => ({ answer: answers }) },
    inspector: answers === undefined ? null : () => Promise.resolve(answers),
    xml: xml === undefined ? null : { parse: () => (xml === 'broken' ? { error: 'not well formed' } : document) },
    pcre2: vector.pcre2 === true ? pcre2 : null,
  } as unknown as Services
  const state = {
    services,
    settings,
    dialect: dialects[vector.dialect ?? 'secrule'],
    phase: vector.phase ?? 2,
    connection: { clientAddress: '192.0.2.1' },
    sessionId: '',
    request: {
      argsPath: { set: (name: string, text: string) => argsPath.set(name, text) },
      body: {
        text: () => vector.body ?? '',
        xml: xml === undefined || xml === 'broken' ? null : document,
        error: xml === 'broken' ? 'not well formed' : null,
      },
    },
    response: { body: { text: () => vector.responseBody ?? '' } },
    geo: nothing,
    pcreError: false,
    pcreLimitExceeded: false,
    streamInput: null as string | null,
    streamOutput: null as string | null,
    tx: { set: (name: string, text: string) => tx.set(name, text) },
    debug: () => {},
    expand: (template: Template) =>
      template
        .map((each) => (typeof each === 'string' ? each : (macros?.[`${each.variable}.${each.key}`] ?? '')))
        .join(''),
  }
  const after = (): Record<string, unknown> => ({
    ...(tx.size > 0 ? { tx: Object.fromEntries(tx) } : {}),
    ...(argsPath.size > 0 ? { argsPath: Object.fromEntries(argsPath) } : {}),
    ...(state.geo.size > 0 ? { geo: Object.fromEntries(state.geo) } : {}),
    ...(state.streamInput !== null ? { streamInput: state.streamInput } : {}),
    ...(state.streamOutput !== null ? { streamOutput: state.streamOutput } : {}),
    ...(state.pcreError ? { pcreError: true } : {}),
    ...(state.pcreLimitExceeded ? { pcreLimitExceeded: true } : {}),
  })
  return { transaction: state as unknown as TransactionState, after }
}

function entriesOf(record: Readonly<Record<string, string>> | undefined): ReadonlyMap<string, string> | null {
  return record === undefined ? null : new Map(Object.entries(record))
}

function resolved(addresses: readonly string[] | null | undefined): Promise<readonly string[]> {
  return addresses === null ? Promise.reject(new Error('no answer')) : Promise.resolve(addresses ?? [])
}
