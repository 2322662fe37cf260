// Every action, variable, ctl option and directive of the registry: mostly lists of cases, hence the length.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import {
  type ActionDefinition,
  type CompileContext,
  type CtlDefinition,
  type Diagnostic,
  type DirectiveDefinition,
  type Documented,
  defaultSettings,
  dialects,
  isDiagnostic,
  problem,
  type RuleTable,
  type Settings,
  type SourceFile,
  type Span,
  type Word,
} from '@secrule/program'
import {
  actions,
  ctlOptions,
  directives,
  hasMacros,
  literal,
  parseTemplate,
  type Registry,
  transformations,
  variables,
} from '@secrule/stdlib'
import t from 'tap'
import { blankRule, type Given, memberNamed, type Pairs, sampleTransaction } from './sample-transaction.js'

const source = 'packages/stdlib/src'
const features = '../shared/spec/features.tsv'

/** One case of a vector file. What is not given is not looked at, but one expectation there must be. */
interface Vector {
  /** The argument of an action or option, null for none; a directive with its words. */
  readonly text: string | null
  readonly given?: Given
  readonly files?: Readonly<Record<string, string>>
  readonly constant?: unknown
  readonly code?: string
  /** The text that the diagnostic underlines. */
  readonly at?: string
  /** Codes of the warnings, none when not given. */
  readonly warns?: readonly string[]
  /** What the rule is before `describe`, and what is left in it. */
  readonly before?: Readonly<Record<string, unknown>>
  readonly rule?: Readonly<Record<string, unknown>>
  /** The status that the rule has when it runs. */
  readonly status?: number
  readonly calls?: readonly string[]
  /** The state after `run`, by place: `tx`, `open.ip`, `environment`, or a name of the state. */
  readonly leaves?: Readonly<Record<string, unknown>>
  /** What `apply` leaves in the settings. */
  readonly settings?: Readonly<Record<string, unknown>>
}

type Child = Pick<typeof t, 'same' | 'equal' | 'fail' | 'ok'>

const file = (text: string): SourceFile => ({ name: 'rules.conf', text })

/** The text that a diagnostic points at. */
const underlined = (diagnostic: Diagnostic): string =>
  diagnostic.sourceLine.slice(diagnostic.column - 1, diagnostic.column - 1 + diagnostic.length)

function context(vector: Vector, warnings: Diagnostic[]): CompileContext {
  return {
    dialect: dialects[vector.given?.dialect ?? 'secrule'],
    settings: { ...defaultSettings(), ...vector.given?.settings },
    readFile: (name, span) => {
      const text = vector.files?.[name]
      return text === undefined ? problem(span, 'missing-file', name) : { path: `/rules/${name}`, text }
    },
    dataset: () => null,
    warn: (diagnostic) => warnings.push(diagnostic),
  }
}

/** Rules by number: ids give themselves, tags and messages their length. */
const table: RuleTable = {
  byId: (ranges) => ranges.flat(),
  byTag: (text) => [text.length],
  byMessage: (text) => [-text.length],
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null))

function vectorsOf<V>(folder: string, name: string): readonly V[] {
  return JSON.parse(readFileSync(`${source}/${folder}/${name}.vectors.json`, 'latin1')) as V[]
}

const vectorFiles = (folder: string): readonly string[] =>
  readdirSync(`${source}/${folder}`)
    .filter((name) => name.endsWith('.vectors.json'))
    .map((name) => name.slice(0, -'.vectors.json'.length))

/** The file of an element: `SecWebAppId` is in `sec-web-app-id`. */
const fileOf = (name: string): string =>
  name
    .replace(/_/g, '-')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()

/** Checks constant, diagnostic, underlined text and warnings of one case; gives the constant or null. */
function checkCompiled(child: Child, label: string, vector: Vector, result: unknown, warnings: Diagnostic[]): unknown {
  child.same(
    warnings.map((warning) => warning.code),
    vector.warns ?? [],
    `${label}: warnings`,
  )
  if (vector.code !== undefined) {
    if (!isDiagnostic(result)) {
      child.fail(`${label}: wants ${vector.code}, got ${JSON.stringify(result)}`)
      return null
    }
    child.equal(result.code, vector.code, `${label}: code`)
    child.equal(result.severity, 'error', `${label}: is an error`)
    if (vector.at !== undefined) child.equal(underlined(result), vector.at, `${label}: underlined`)
    return null
  }
  if (isDiagnostic(result)) {
    child.fail(`${label}: ${result.message}`)
    return null
  }
  child.same(plain(result), result, `${label}: the constant is plain data`)
  if (vector.constant !== undefined) child.same(result, vector.constant, `${label}: constant`)
  return result
}

/** Checks what a run left behind. */
function checkRun(child: Child, label: string, vector: Vector, sample: ReturnType<typeof sampleTransaction>): void {
  if (vector.calls !== undefined) child.same(sample.calls, vector.calls, `${label}: calls`)
  for (const [place, wanted] of Object.entries(vector.leaves ?? {})) {
    const open = place.startsWith('open.') ? sample.persistent.get(place.slice(5)) : undefined
    const pairs = place === 'tx' ? sample.tx : open
    const found =
      pairs?.all().map(({ key, value }) => [key, value]) ??
      (place === 'environment'
        ? Object.fromEntries(sample.transaction.environment)
        : place.split('.').reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], sample.transaction))
    child.same(found, wanted, `${label}: ${place}`)
  }
}

const expectations = ['constant', 'code', 'rule', 'calls', 'leaves', 'settings', 'warns'] as const

/** Runs every vector beside the elements of a registry, and counts them. A vector without expectation is a failure. */
function checkFolder<D extends Documented>(
  child: Child & Pick<typeof t, 'comment'>,
  folder: string,
  registry: Registry<D>,
  has: (definition: D) => boolean,
  check: (definition: D, vector: Vector, label: string) => void,
): void {
  const unused = new Set(vectorFiles(folder))
  let count = 0
  let bad = 0
  for (const definition of registry.all.filter(has)) {
    const name = fileOf(definition.name)
    if (!unused.delete(name)) {
      child.fail(`${folder}/${name}.vectors.json is missing`)
      continue
    }
    for (const vector of vectorsOf<Vector>(folder, name)) {
      const label = `${definition.name} ${JSON.stringify(vector.text)}`
      child.ok(
        expectations.some((key) => key in vector),
        `${label}: expects something`,
      )
      check(definition, vector, label)
      count++
      if (vector.code !== undefined) bad++
    }
  }
  child.same([...unused], [], `${folder}: every vector file belongs to an element`)
  child.comment(`${folder}: ${count} vectors, ${bad} of them bad arguments`)
}

t.test('every feature is in the library', (child) => {
  if (!existsSync(features)) {
    child.pass(`skipped: ${features} is not there`)
    return child.end()
  }
  const kinds: Readonly<Record<string, Registry<Documented>>> = {
    variable: variables,
    collection: variables,
    action: actions,
    ctl: ctlOptions,
    directive: directives,
  }
  const counts = new Map<string, number>()
  for (const line of readFileSync(features, 'latin1').split('\n').slice(1)) {
    const [kind = '', name = '', aliases = ''] = line.split('\t')
    const registry = kinds[kind]
    if (registry === undefined) continue
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
    const definition = registry.get(name)
    child.equal(definition?.name, name, `${kind} ${name}`)
    for (const alias of aliases.split(/[ ,]+/).filter((each) => each !== '')) {
      child.equal(registry.get(alias), definition, `${kind} ${name} is ${alias} too`)
    }
  }
  for (const [kind, count] of counts) {
    if (kind !== 'collection') child.equal(kinds[kind]?.all.length, count, `no ${kind} besides the ${count} features`)
  }
  child.comment([...counts].map(([kind, count]) => `${count} ${kind}s`).join(', '))
  child.end()
})

t.test('every element documents itself', (child) => {
  for (const registry of [variables, actions, ctlOptions, directives] as readonly Registry<Documented>[]) {
    for (const { name, summary, example, engines } of registry.all) {
      child.match(summary, /^[A-Z0-9].*\.$/s, `${name}: summary`)
      child.ok(example?.toLowerCase().includes(name.toLowerCase()), `${name}: example`)
      if (engines !== undefined) child.match(engines, /\.$/, `${name}: engines`)
    }
  }
  for (const { name, form, words, group, compile, apply } of directives.all) {
    child.ok(words[0] <= words[1], `${name}: words`)
    child.equal(form === '', words[1] === 0, `${name}: form`)
    child.equal(compile !== undefined, group === 'setting', `${name}: a setting compiles`)
    if (group === 'structure') child.equal(apply, undefined, `${name}: the compiler carries it out`)
  }
  child.end()
})

t.test('macros', (child) => {
  const vectors = vectorsOf<Vector & { readonly template?: unknown; readonly literal?: string }>('', 'macro')
  for (const vector of vectors) {
    const text = vector.text ?? ''
    const label = JSON.stringify(text)
    const source = file(`msg:${text}`)
    const result = parseTemplate(text, { file: source, start: 4, end: source.text.length }, dialects.secrule)
    const template = checkCompiled(child, label, { ...vector, constant: vector.template }, result, [])
    child.equal(hasMacros(text), vector.code !== undefined || text.includes('%{'), `${label}: hasMacros`)
    if (template !== null && vector.literal !== undefined) {
      child.equal(literal(result as never), vector.literal, `${label}: literal`)
    }
  }
  child.comment(`${vectors.length} macro vectors`)
  child.end()
})

t.test('actions', (child) => {
  for (const { name, argument, compile } of actions.all) {
    const at: Span = { file: file(name), start: 0, end: name.length }
    const wrong = compile(argument === 'required' ? null : 'x', at, context({ text: null }, []))
    const code = isDiagnostic(wrong) ? wrong.code : null
    if (argument === 'required') child.equal(code, 'missing-value', `${name} alone`)
    if (argument === 'none') child.equal(code, 'unexpected-value', `${name}:x`)
  }
  checkFolder(
    child,
    'actions',
    actions,
    () => true,
    (definition: ActionDefinition, vector, label) => {
      const { name } = definition
      const source = file(vector.text === null ? name : `${name}:${vector.text}`)
      const span = { file: source, start: vector.text === null ? 0 : name.length + 1, end: source.text.length }
      const warnings: Diagnostic[] = []
      const result = definition.compile(vector.text, span, context(vector, warnings))
      const constant = checkCompiled(child, label, vector, result, warnings)
      if (constant === null) return
      if (vector.rule !== undefined) {
        const rule = { ...blankRule(), ...vector.before }
        definition.describe?.(constant, rule)
        const found = plain(rule) as Record<string, unknown>
        for (const [key, wanted] of Object.entries(vector.rule)) child.same(found[key], wanted, `${label}: rule.${key}`)
      }
      if (vector.calls === undefined && vector.leaves === undefined) return
      const sample = sampleTransaction(vector.given)
      const resolved = definition.resolve?.(constant, table) ?? constant
      definition.run?.(resolved, sample.transaction, { ...blankRule(), status: vector.status ?? null })
      checkRun(child, label, vector, sample)
    },
  )
  child.end()
})

t.test('ctl options', (child) => {
  checkFolder(
    child,
    'ctl',
    ctlOptions,
    () => true,
    (definition: CtlDefinition, vector, label) => {
      const source = file(`ctl:${definition.name}=${vector.text}`)
      const span = { file: source, start: definition.name.length + 5, end: source.text.length }
      const warnings: Diagnostic[] = []
      const result = definition.compile(vector.text ?? '', span, context(vector, warnings))
      const constant = checkCompiled(child, label, vector, result, warnings)
      if (constant === null || (vector.calls === undefined && vector.leaves === undefined)) return
      const sample = sampleTransaction(vector.given)
      definition.run(definition.resolve?.(constant, table) ?? constant, sample.transaction)
      checkRun(child, label, vector, sample)
    },
  )
  child.end()
})

/** The words of a directive without its name. Quotes are taken off, nothing is unescaped. */
function wordsOf(source: SourceFile): readonly Word[] {
  const found = [...source.text.matchAll(/"([^"]*)"|(\S+)/g)].slice(1)
  return found.map((match) => {
    const start = match.index + (match[1] === undefined ? 0 : 1)
    const value = match[1] ?? match[2] ?? ''
    return { value, span: { file: source, start, end: start + value.length } }
  })
}

t.test('directives', (child) => {
  checkFolder(
    child,
    'directives',
    directives,
    ({ group }) => group === 'setting',
    (definition: DirectiveDefinition, vector, label) => {
      const source = file(vector.text ?? '')
      child.ok(source.text.startsWith(definition.name), `${label}: the line is one of ${definition.name}`)
      const words = wordsOf(source)
      const [least, most] = definition.words
      child.ok(words.length >= least && words.length <= most, `${label}: number of words`)
      const warnings: Diagnostic[] = []
      const span = { file: source, start: 0, end: definition.name.length }
      const result = definition.compile?.(words, span, context(vector, warnings))
      const constant = checkCompiled(child, label, vector, result, warnings)
      if (constant === null || vector.settings === undefined) return
      const settings: Settings = { ...defaultSettings(), ...vector.given?.settings }
      definition.apply?.(constant, settings)
      const changed = settings as unknown as Record<string, unknown>
      const before = { ...defaultSettings(), ...vector.given?.settings } as unknown as Record<string, unknown>
      for (const [key, wanted] of Object.entries(vector.settings)) child.same(changed[key], wanted, `${label}: ${key}`)
      for (const key of Object.keys(before).filter((each) => !(each in (vector.settings ?? {})))) {
        if (JSON.stringify(changed[key]) !== JSON.stringify(before[key])) child.fail(`${label}: changes ${key} too`)
      }
    },
  )
  child.end()
})

t.test('the map file of another engine says what the built-in table says', (child) => {
  const mapping = '../shared/conformance/modsecurity-v3/unicode.mapping'
  if (!existsSync(mapping)) {
    child.pass(`skipped: ${mapping} is not there`)
    return child.end()
  }
  const definition = directives.get('SecUnicodeMapFile')
  const words = wordsOf(file('SecUnicodeMapFile unicode.mapping 20127'))
  const files = { 'unicode.mapping': readFileSync(mapping, 'latin1') }
  const constant = definition?.compile?.(words, words[0]!.span, context({ text: null, files }, []))
  const settings = defaultSettings()
  const transform = transformations.get('urlDecodeUni')
  const builtIn = transform?.link?.(settings)
  definition?.apply?.(constant, settings)
  const read = transform?.link?.(settings)
  const different: string[] = []
  for (let code = 0; code <= 0xffff; code++) {
    const text = `%u${code.toString(16).padStart(4, '0')}`
    if (builtIn?.(text) !== read?.(text) || read === undefined) different.push(text)
  }
  child.ok((settings.unicodeMap?.length ?? 0) > 600, 'the code page was read')
  child.same(different, [], '65536 code points come out alike')
  child.end()
})

interface VariableVector {
  readonly variable: string
  readonly key?: string
  readonly given?: Given
  readonly members: Pairs
}

t.test('variables', (child) => {
  const seen = new Set<string>()
  let count = 0
  for (const group of vectorFiles('variables')) {
    for (const { variable, key, given, members } of vectorsOf<VariableVector>('variables', group)) {
      const definition = variables.get(variable)
      const label = `${variable}${key === undefined ? '' : `:${key}`} in ${group}`
      if (definition === null) {
        child.fail(`${label}: there is no such variable`)
        continue
      }
      seen.add(definition.name)
      count++
      const { transaction } = sampleTransaction(given)
      const found = key === undefined ? definition.read(transaction) : memberNamed(transaction, variable, key)
      child.same(
        found.map((member) => [member.key, member.value]),
        members,
        label,
      )
    }
  }
  child.same(
    variables.all.map(({ name }) => name).filter((name) => !seen.has(name)),
    [],
    'every variable has a vector',
  )
  for (const { name, writable, stable, shape, selector } of variables.all) {
    if (writable !== undefined) child.notOk(stable, `${name}: what rules write is not shared`)
    if (shape === 'scalar') child.equal(selector, 'none', `${name}: a scalar has no members to select`)
  }
  child.comment(`${count} variable vectors for ${seen.size} variables`)
  child.end()
})
