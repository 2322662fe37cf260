import { type JsonValue, readJson } from './json-value.js'
import type { Check } from './keyword.js'
import { SchemaCompiler } from './schema-compiler.js'
import { SchemaProblem } from './schema-problem.js'

/** A schema file as JSON, or what is wrong with it. */
export function readSchema(text: string): { readonly schema: JsonValue } | string {
  const json = readJson(text, 200)
  if (json === null) return 'it is no JSON'
  const check = jsonSchema(json.value)
  return typeof check === 'string' ? check : { schema: json.value }
}

/** The check that a schema stands for, or what is wrong with it. */
export function jsonSchema(schema: JsonValue): Check | string {
  try {
    return new SchemaCompiler(schema).check(schema)
  } catch (problem) {
    if (problem instanceof SchemaProblem) return problem.message
    throw problem
  }
}
