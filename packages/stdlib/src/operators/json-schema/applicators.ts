import { isArray, isObject, type JsonObject, type JsonValue } from './json-value.js'
import type { Check, Keyword } from './keyword.js'
import type { SchemaCompiler } from './schema-compiler.js'
import { SchemaProblem } from './schema-problem.js'
import { textPattern } from './text-pattern.js'

function listOf(argument: JsonValue, compiler: SchemaCompiler): Check[] {
  if (!isArray(argument)) throw new SchemaProblem(`\`${JSON.stringify(argument)}\` should be a list of schemas`)
  return argument.map((schema) => compiler.check(schema))
}

function entriesOf(argument: JsonValue): [string, JsonValue][] {
  if (!isObject(argument)) throw new SchemaProblem(`\`${JSON.stringify(argument)}\` should be an object`)
  return Object.entries(argument)
}

/** How many of the checks hold, as far as it matters. */
function holding(checks: readonly Check[], value: JsonValue, enough: number): number {
  let count = 0
  for (const check of checks) if (check(value) && ++count >= enough) break
  return count
}

/** The items of an array from a place on. */
function itemsFrom(from: number, check: Check): Check {
  return (value) => !isArray(value) || value.every((item, i) => i < from || check(item))
}

function itemsInOrder(checks: readonly Check[]): Check {
  return (value) => !isArray(value) || checks.every((check, i) => i >= value.length || check(value[i]!))
}

function lengthOf(list: JsonValue | undefined): number {
  return list !== undefined && isArray(list) ? list.length : 0
}

function patternsOf(schema: JsonObject): ((text: string) => boolean)[] {
  return entriesOf(schema.patternProperties ?? {}).map(([source]) => {
    const fits = textPattern(source)
    if (typeof fits === 'string') throw new SchemaProblem(fits)
    return fits
  })
}

/** The keywords that apply schemas to a value, or to what is in it. */
export const applicators = new Map<string, Keyword>([
  [
    '$ref',
    (argument, _, compiler) => {
      if (typeof argument !== 'string') throw new SchemaProblem('`$ref` should be a text')
      const check = compiler.check(compiler.target(argument))
      // Asked once for each object, so that references that meet again cost no more. One that comes back to the same
      // value says nothing.
      const known = new WeakMap<object, boolean>()
      let busy = false
      return (value) => {
        if (typeof value === 'object' && value !== null) {
          const before = known.get(value)
          if (before !== undefined) return before
          known.set(value, true)
          const result = check(value)
          known.set(value, result)
          return result
        }
        if (busy) return true
        busy = true
        const result = check(value)
        busy = false
        return result
      }
    },
  ],
  [
    'allOf',
    (argument, _, compiler) => {
      const checks = listOf(argument, compiler)
      return (value) => checks.every((check) => check(value))
    },
  ],
  [
    'anyOf',
    (argument, _, compiler) => {
      const checks = listOf(argument, compiler)
      return (value) => holding(checks, value, 1) === 1
    },
  ],
  [
    'oneOf',
    (argument, _, compiler) => {
      const checks = listOf(argument, compiler)
      return (value) => holding(checks, value, 2) === 1
    },
  ],
  [
    'not',
    (argument, _, compiler) => {
      const check = compiler.check(argument)
      return (value) => !check(value)
    },
  ],
  [
    'if',
    (argument, schema, compiler) => {
      const condition = compiler.check(argument)
      const whenTrue = compiler.check(schema.then ?? true)
      const whenFalse = compiler.check(schema.else ?? true)
      return (value) => (condition(value) ? whenTrue(value) : whenFalse(value))
    },
  ],
  [
    'properties',
    (argument, _, compiler) => {
      const checks = entriesOf(argument).map(([name, schema]) => [name, compiler.check(schema)] as const)
      return (value) =>
        !isObject(value) || checks.every(([name, check]) => !Object.hasOwn(value, name) || check(value[name]!))
    },
  ],
  [
    'patternProperties',
    (argument, schema, compiler) => {
      const patterns = patternsOf(schema)
      const checks = entriesOf(argument).map(([, each]) => compiler.check(each))
      return (value) =>
        !isObject(value) ||
        Object.entries(value).every(([name, each]) => patterns.every((fits, i) => !fits(name) || checks[i]!(each)))
    },
  ],
  [
    'additionalProperties',
    (argument, schema, compiler) => {
      const check = compiler.check(argument)
      const named = new Set(entriesOf(schema.properties ?? {}).map(([name]) => name))
      const patterns = patternsOf(schema)
      return (value) =>
        !isObject(value) ||
        Object.entries(value).every(
          ([name, each]) => named.has(name) || patterns.some((fits) => fits(name)) || check(each),
        )
    },
  ],
  [
    'propertyNames',
    (argument, _, compiler) => {
      const check = compiler.check(argument)
      return (value) => !isObject(value) || Object.keys(value).every(check)
    },
  ],
  ['dependentSchemas', dependencies],
  ['dependencies', dependencies],
  ['prefixItems', (argument, _, compiler) => itemsInOrder(listOf(argument, compiler))],
  [
    'items',
    (argument, schema, compiler) =>
      isArray(argument)
        ? itemsInOrder(listOf(argument, compiler))
        : itemsFrom(lengthOf(schema.prefixItems), compiler.check(argument)),
  ],
  [
    'additionalItems',
    (argument, schema, compiler) =>
      isArray(schema.items ?? null) ? itemsFrom(lengthOf(schema.items), compiler.check(argument)) : null,
  ],
  [
    'contains',
    (argument, schema, compiler) => {
      const check = compiler.check(argument)
      const least = typeof schema.minContains === 'number' ? schema.minContains : 1
      const most = typeof schema.maxContains === 'number' ? schema.maxContains : Number.POSITIVE_INFINITY
      return (value) => {
        if (!isArray(value)) return true
        const count = value.filter((item) => check(item)).length
        return count >= least && count <= most
      }
    },
  ],
])

function dependencies(argument: JsonValue, _: JsonObject, compiler: SchemaCompiler): Check {
  const needed = entriesOf(argument).map(([name, needs]) => {
    const check = isArray(needs) ? namesIn(needs) : compiler.check(needs)
    return [name, check] as const
  })
  return (value) => !isObject(value) || needed.every(([name, check]) => !Object.hasOwn(value, name) || check(value))
}

function namesIn(names: readonly JsonValue[]): Check {
  return (value) => !isObject(value) || names.every((name) => typeof name === 'string' && Object.hasOwn(value, name))
}
