import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import {
  type CompileContext,
  defaultSettings,
  dialects,
  isDiagnostic,
  type OperatorContext,
  type OperatorDefinition,
  problem,
  type Services,
  type TransactionState,
  type TransformationDefinition,
} from '@secrule/program'
import { loadPcre2 } from '@secrule/regex/node'
import { operators, transformations } from '@secrule/stdlib'
import t from 'tap'

// The unit cases of the SecRules Test Set and of Coraza. A case that stands several times, or in both, counts once.

interface Case {
  readonly type: 'op' | 'tfn'
  readonly name: string
  readonly param?: string
  readonly input: string
  readonly ret: number
  readonly output?: string
  readonly re_groups?: readonly string[]
}

interface Excuse {
  /** Only the case of this suite. */
  readonly suite?: string
  readonly name: string
  readonly param?: string
  /** How the input begins. */
  readonly input: string
  readonly reason: string
}

const root = '../shared/conformance'
const excuses = JSON.parse(readFileSync('packages/stdlib/test/excused-units.json', 'utf8')) as Excuse[]
const settings = defaultSettings()

/** The notation of the suites: UTF-8 bytes, of which `\xNN` and `\u00NN` stand for one each. */
function bytesOf(text: string, escapes: boolean): string {
  const bytes = Buffer.from(text, 'utf8').toString('latin1')
  if (!escapes) return bytes
  return bytes.replace(/\\(?:x|u00)([0-9a-fA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

/** The schema that Coraza's cases name is not part of its repository; this one fits what they expect. */
const schema = '{"required":["name","age"],"properties":{"name":{"type":"string"},"age":{"type":"integer"}}}'

function compileContext(suite: string): CompileContext {
  return {
    dialect: dialects.secrule,
    settings,
    readFile: (name, span) => {
      if (name.endsWith('schema.json')) return { path: name, text: schema }
      const path = `${root}/${suite}/operators/op/${basename(name)}`
      return existsSync(path) ? { path, text: readFileSync(path, 'latin1') } : problem(span, 'missing-file', name)
    },
    dataset: () => null,
    warn: () => {},
  }
}

/** What is wrong with the outcome of a case, or null. */
type Run = (each: Case, suite: string) => Promise<string | null>

function transformationRun(definition: TransformationDefinition): Run {
  const run = definition.link?.(settings) ?? definition.run
  return async (each) => {
    const output = run(bytesOf(each.input, true))
    return output === bytesOf(each.output ?? '', true) ? null : `got ${JSON.stringify(output)}`
  }
}

function operatorRun(definition: OperatorDefinition, services: Services): Run {
  const transaction = {
    services,
    settings,
    dialect: dialects.secrule,
    phase: 1,
    geo: new Map(),
    tx: { set: () => {} },
    debug: () => {},
  } as unknown as TransactionState
  return async (each, suite) => {
    const argument = bytesOf(each.param ?? '', suite === 'coraza')
    const value = bytesOf(each.input, true)
    const span = { file: { name: 'case', text: argument }, start: 0, end: argument.length }
    if (argument === '' && definition.argument === 'required') return 'load error missing-argument'
    const constant = definition.compile(argument, span, compileContext(suite))
    if (isDiagnostic(constant)) return `load error ${constant.code}`
    const captures: string[] = []
    let error: string | null = null
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
        error = code
        return false
      },
      target: 'ARGS',
    }
    const result = await definition.run(
      definition.link?.(constant, services, settings, dialects.secrule) ?? constant,
      value,
      context,
    )
    if (error !== null) return `error ${error}`
    if (result !== (each.ret === 1)) return `got ${result}`
    const groups = each.re_groups?.map((group) => bytesOf(group, true))
    // of @rxGlobal some cases name the groups of the first match only
    const whole = groups?.length === captures.length || definition.name === 'rxGlobal'
    const same = groups === undefined || (whole && groups.every((group, i) => group === captures[i]))
    return same ? null : `got groups ${JSON.stringify(captures)}`
  }
}

function excuseOf(each: Case, name: string, suite: string): Excuse | undefined {
  return excuses.find(
    (excuse) =>
      excuse.name === name &&
      (excuse.suite ?? suite) === suite &&
      excuse.param === each.param &&
      each.input.startsWith(excuse.input),
  )
}

t.test('unit cases of the peers', { skip: existsSync(root) ? false : `${root} is not there` }, async (t) => {
  const services = {
    pcre2: await loadPcre2(),
    // a database that knows none of the addresses
    geo: { lookup: () => null },
  } as unknown as Services
  const used = new Set<Excuse>()
  const seen = new Set<string>()
  const skipped = new Map<string, number>()
  const count = { found: 0, ran: 0, passed: 0, excused: 0 }
  for (const suite of ['secrules-language', 'coraza']) {
    for (const kind of ['operators', 'transformations'] as const) {
      const folder = `${root}/${suite}/${kind}`
      for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
        for (const each of JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Case[]) {
          count.found++
          const name = basename(file, '.json')
          const registry = kind === 'operators' ? operators : transformations
          const definition = registry.get(name) ?? registry.get(each.name)
          const key = JSON.stringify([kind, name, each.param ?? '', each.input, each.ret, each.output, each.re_groups])
          if (seen.has(key)) continue
          seen.add(key)
          if (definition === null) {
            const why = `${name}: the language has no such element`
            skipped.set(why, (skipped.get(why) ?? 0) + 1)
            continue
          }
          count.ran++
          const run =
            kind === 'operators'
              ? operatorRun(definition as OperatorDefinition, services)
              : transformationRun(definition as TransformationDefinition)
          const failure = await run(each, suite)
          const excuse = excuseOf(each, definition.name, suite)
          if (excuse !== undefined) used.add(excuse)
          if (failure === null) count.passed++
          else if (excuse !== undefined) count.excused++
          if (failure === null && excuse !== undefined) t.fail(`${name} is excused and passes: ${excuse.reason}`, each)
          if (failure !== null && excuse === undefined) t.fail(`${suite} ${name}: ${failure}`, each)
        }
      }
    }
  }
  const { found, ran, passed, excused } = count
  const left = [...skipped.values()].reduce((sum, each) => sum + each, 0)
  t.comment(
    `found ${found} cases, ${seen.size} distinct: ran ${ran}, passed ${passed}, excused ${excused}, skipped ${left}`,
  )
  for (const excuse of excuses)
    t.comment(`excused: ${excuse.name} ${JSON.stringify(excuse.param ?? '')}: ${excuse.reason}`)
  for (const [why, cases] of skipped) t.comment(`skipped ${cases}: ${why}`)
  t.equal(passed + excused, ran, 'every case passed or is excused')
  t.ok(excused <= 10, 'at most 10 are excused')
  t.same(
    excuses.filter((excuse) => !used.has(excuse)),
    [],
    'every excuse has a case',
  )
  t.ok(ran > 1500, `ran ${ran} distinct cases`)
})
