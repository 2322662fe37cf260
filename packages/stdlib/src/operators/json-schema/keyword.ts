import type { JsonObject, JsonValue } from './json-value.js'
import type { SchemaCompiler } from './schema-compiler.js'

/** Whether a value satisfies a part of a schema. Never throws; bounded by the sizes of schema and value. */
export type Check = (value: JsonValue) => boolean

/** Makes the check of a keyword; null when it says nothing here. */
export type Keyword = (argument: JsonValue, schema: JsonObject, compiler: SchemaCompiler) => Check | null
