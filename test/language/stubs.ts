import { actions, ctlOptions, operators, transformations, variables } from '@secrule/stdlib'

/** Replaces the behaviour of an element, and gives what puts it back. */
export type Stub = () => () => void

type Loose = Record<string, unknown>

/** Sets properties of a definition; the function puts the old ones back. */
function swap(definition: object, changes: Loose): () => void {
  const loose = definition as Loose
  const before = Object.keys(changes).map((key) => [key, key in loose, loose[key]] as const)
  Object.assign(loose, changes)
  return () => {
    for (const [key, was, value] of before) {
      if (was) loose[key] = value
      else delete loose[key]
    }
  }
}

const found = <D>(definition: D | null, row: string): D => {
  if (definition === null) throw new Error(`there is no ${row}`)
  return definition
}

/** An operator that always, and one that never matches; the prefilter must not know better. */
function operatorStubs(name: string): Stub[] {
  const definition = found(operators.get(name), `operator ${name}`)
  const answers = name === 'noMatch' ? [true] : name === 'unconditionalMatch' ? [false] : [true, false]
  return answers.map((answer) => () => swap(definition, { run: () => answer, requirement: () => null }))
}

/** A transformation that leaves every value alone. `t:none` is carried out by the action `t`, so that is what is stubbed. */
function transformationStubs(name: string): Stub[] {
  if (name === 'none') {
    const t = found(actions.get('t'), 'action t')
    const { compile } = t
    const keepsAll: typeof compile = (argument, span, context) =>
      argument === 'none' ? { remove: 'nothing' } : compile(argument, span, context)
    return [() => swap(t, { compile: keepsAll })]
  }
  const definition = found(transformations.get(name), `transformation ${name}`)
  return [() => swap(definition, { run: (value: string) => value, link: undefined })]
}

/** A variable that always has one value, which is none of its own. */
function variableStubs(name: string): Stub[] {
  const definition = found(variables.get(name), `variable ${name}`)
  const read = () => [{ key: 'stub', value: 'stub' }]
  const value = definition.value === undefined ? {} : { value: () => 'stub' }
  return [() => swap(definition, { read, named: read, ...value })]
}

/**
 * An action that does nothing: effects and disruptive actions run without effect, those that describe their rule or that
 * the compiler carries out by name say nothing to anybody.
 */
function actionStubs(name: string): Stub[] {
  const definition = found(actions.get(name), `action ${name}`)
  const { group } = definition
  const runs = definition.run !== undefined && (group === 'effect' || group === 'disruptive')
  return [() => swap(definition, runs ? { run: () => {} } : { name: 'stub', group: 'setting', describe: undefined })]
}

function ctlStubs(name: string): Stub[] {
  return [() => swap(found(ctlOptions.get(name), `ctl ${name}`), { run: () => {} })]
}

const makers = new Map([
  ['operator', operatorStubs],
  ['transformation', transformationStubs],
  ['variable', variableStubs],
  ['action', actionStubs],
  ['ctl', ctlStubs],
])

/** The stubs of a row of the feature table, such as `operator rx`; none for kinds that have no behaviour of their own. */
export function stubsOf(row: string): readonly Stub[] {
  const space = row.indexOf(' ')
  return makers.get(row.slice(0, space))?.(row.slice(space + 1)) ?? []
}
