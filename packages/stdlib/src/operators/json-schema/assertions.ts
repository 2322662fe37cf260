import { canonical, isArray, isObject, type JsonValue } from './json-value.js'
import type { Check, Keyword } from './keyword.js'
import { SchemaProblem } from './schema-problem.js'
import { textPattern } from './text-pattern.js'

function numberOf(argument: JsonValue): number {
  if (typeof argument !== 'number') throw new SchemaProblem(`\`${JSON.stringify(argument)}\` should be a number`)
  return argument
}

function stringsOf(argument: JsonValue): readonly string[] {
  if (!isArray(argument) || !argument.every((each) => typeof each === 'string')) {
    throw new SchemaProblem(`\`${JSON.stringify(argument)}\` should be a list of names`)
  }
  return argument as readonly string[]
}

/** A keyword about numbers, texts, arrays or objects: a value of another kind satisfies it. */
function onNumbers(holds: (value: number, bound: number) => boolean): Keyword {
  return (argument) => {
    const bound = numberOf(argument)
    return (value) => typeof value !== 'number' || holds(value, bound)
  }
}

function onLength(
  measure: (value: JsonValue) => number | null,
  holds: (length: number, bound: number) => boolean,
): Keyword {
  return (argument) => {
    const bound = numberOf(argument)
    return (value) => {
      const length = measure(value)
      return length === null || holds(length, bound)
    }
  }
}

const characters = (value: JsonValue): number | null => {
  if (typeof value !== 'string') return null
  let length = value.length
  for (let i = 1; i < value.length; i++) {
    const low = value.charCodeAt(i)
    const high = value.charCodeAt(i - 1)
    if (low >= 0xdc00 && low < 0xe000 && high >= 0xd800 && high < 0xdc00) length--
  }
  return length
}
const items = (value: JsonValue): number | null => (isArray(value) ? value.length : null)
const properties = (value: JsonValue): number | null => (isObject(value) ? Object.keys(value).length : null)
const atLeast = (length: number, bound: number): boolean => length >= bound
const atMost = (length: number, bound: number): boolean => length <= bound

const types = new Map<string, Check>([
  ['null', (value) => value === null],
  ['boolean', (value) => typeof value === 'boolean'],
  ['integer', (value) => typeof value === 'number' && Number.isInteger(value)],
  ['number', (value) => typeof value === 'number'],
  ['string', (value) => typeof value === 'string'],
  ['array', isArray],
  ['object', isObject],
])

/** The keywords that look at a value itself. */
export const assertions = new Map<string, Keyword>([
  [
    'type',
    (argument) => {
      const names = typeof argument === 'string' ? [argument] : stringsOf(argument)
      const checks = names.map((name) => {
        const check = types.get(name)
        if (check === undefined) throw new SchemaProblem(`\`${name}\` is no type`)
        return check
      })
      return (value) => checks.some((check) => check(value))
    },
  ],
  [
    'enum',
    (argument) => {
      if (!isArray(argument)) throw new SchemaProblem('`enum` should be a list')
      const allowed = new Set(argument.map(canonical))
      return (value) => allowed.has(canonical(value))
    },
  ],
  [
    'const',
    (argument) => {
      const allowed = canonical(argument)
      return (value) => canonical(value) === allowed
    },
  ],
  ['multipleOf', onNumbers((value, bound) => Number.isInteger(value / bound))],
  ['minimum', (argument, schema) => (schema.exclusiveMinimum === true ? above : least)(argument)],
  ['maximum', (argument, schema) => (schema.exclusiveMaximum === true ? below : most)(argument)],
  ['exclusiveMinimum', (argument) => (typeof argument === 'boolean' ? null : above(argument))],
  ['exclusiveMaximum', (argument) => (typeof argument === 'boolean' ? null : below(argument))],
  ['minLength', onLength(characters, atLeast)],
  ['maxLength', onLength(characters, atMost)],
  ['minItems', onLength(items, atLeast)],
  ['maxItems', onLength(items, atMost)],
  ['minProperties', onLength(properties, atLeast)],
  ['maxProperties', onLength(properties, atMost)],
  [
    'pattern',
    (argument) => {
      if (typeof argument !== 'string') throw new SchemaProblem('`pattern` should be a text')
      const fits = textPattern(argument)
      if (typeof fits === 'string') throw new SchemaProblem(fits)
      return (value) => typeof value !== 'string' || fits(value)
    },
  ],
  [
    'uniqueItems',
    (argument) =>
      argument === true ? (value) => !isArray(value) || new Set(value.map(canonical)).size === value.length : null,
  ],
  [
    'required',
    (argument) => {
      // drafts before 4 have a boolean here, which says nothing of the object itself
      if (typeof argument === 'boolean') return null
      const names = stringsOf(argument)
      return (value) => !isObject(value) || names.every((name) => Object.hasOwn(value, name))
    },
  ],
  [
    'dependentRequired',
    (argument) => {
      if (!isObject(argument)) throw new SchemaProblem('`dependentRequired` should be an object')
      const needed = Object.entries(argument).map(([name, names]) => [name, stringsOf(names)] as const)
      return (value) =>
        !isObject(value) ||
        needed.every(
          ([name, names]) => !Object.hasOwn(value, name) || names.every((each) => Object.hasOwn(value, each)),
        )
    },
  ],
])

function compare(holds: (value: number, bound: number) => boolean): (argument: JsonValue) => Check {
  return (argument) => {
    const bound = numberOf(argument)
    return (value) => typeof value !== 'number' || holds(value, bound)
  }
}

const least = compare((value, bound) => value >= bound)
const most = compare((value, bound) => value <= bound)
const above = compare((value, bound) => value > bound)
const below = compare((value, bound) => value < bound)
