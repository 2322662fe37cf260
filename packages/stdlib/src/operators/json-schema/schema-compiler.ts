import { applicators } from './applicators.js'
import { assertions } from './assertions.js'
import { isArray, isObject, type JsonValue } from './json-value.js'
import type { Check } from './keyword.js'
import { SchemaProblem } from './schema-problem.js'

const refused = new Map([
  ['$dynamicRef', 'references that depend on the way taken'],
  ['$recursiveRef', 'references that depend on the way taken'],
  ['unevaluatedItems', 'what other keywords looked at'],
  ['unevaluatedProperties', 'what other keywords looked at'],
])

/** Turns a JSON Schema (drafts 4 to 2020-12) into checks. `format` and other annotations assert nothing. */
export class SchemaCompiler {
  readonly #root: JsonValue
  readonly #named = new Map<string, JsonValue>()
  readonly #checks = new Map<JsonValue, { check: Check | null }>()

  constructor(root: JsonValue) {
    this.#root = root
    this.#collectNames(root, 0)
  }

  /** The check of a schema. One that is being compiled already is looked up when it runs. */
  check(schema: JsonValue | undefined): Check {
    if (schema === true) return () => true
    if (schema === false) return () => false
    if (!isObject(schema)) throw new SchemaProblem(`\`${JSON.stringify(schema)}\` is no schema`)
    const known = this.#checks.get(schema)
    if (known !== undefined) return known.check ?? ((value) => known.check!(value))
    const entry: { check: Check | null } = { check: null }
    this.#checks.set(schema, entry)
    const checks: Check[] = []
    for (const [name, argument] of Object.entries(schema)) {
      const why = refused.get(name)
      if (why !== undefined) throw new SchemaProblem(`\`${name}\` is not supported: it needs ${why}`)
      const keyword = assertions.get(name) ?? applicators.get(name)
      const check = keyword?.(argument, schema, this)
      if (check) checks.push(check)
    }
    const all: Check = checks.length === 1 ? checks[0]! : (value) => checks.every((check) => check(value))
    entry.check = all
    return all
  }

  /** The schema that a `$ref` names: within this file, by JSON pointer, `$anchor` or `$id`. */
  target(reference: string): JsonValue {
    const named = this.#named.get(reference)
    if (named !== undefined) return named
    const hash = reference.indexOf('#')
    const base = hash <= 0 ? this.#root : this.#named.get(reference.slice(0, hash))
    const pointer = hash < 0 ? null : decodePointer(reference.slice(hash + 1))
    if (base === undefined || pointer === null) throw new SchemaProblem(`\`${reference}\` is not in this file`)
    let place: JsonValue | undefined = base
    for (const step of pointer) {
      place = isArray(place!)
        ? place[Number(step)]
        : isObject(place) && Object.hasOwn(place, step)
          ? place[step]
          : undefined
      if (place === undefined) throw new SchemaProblem(`\`${reference}\` names nothing`)
    }
    return place
  }

  #collectNames(schema: JsonValue, depth: number): void {
    if (depth > 200) throw new SchemaProblem('it is nested too deep')
    if (isArray(schema)) for (const part of schema) this.#collectNames(part, depth + 1)
    else if (isObject(schema)) {
      for (const [key, part] of Object.entries(schema)) {
        if (typeof part !== 'string') this.#collectNames(part, depth + 1)
        else if (key === '$anchor') this.#named.set(`#${part}`, schema)
        else if (key === '$id' || key === 'id') this.#named.set(part.replace(/(.)#$/, '$1'), schema)
      }
    }
  }
}

function decodePointer(text: string): string[] | null {
  if (text === '') return []
  if (!text.startsWith('/')) return null
  try {
    const steps = decodeURIComponent(text).slice(1).split('/')
    return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  } catch {
    return null
  }
}
