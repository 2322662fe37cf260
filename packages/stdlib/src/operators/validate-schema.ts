import { toBytes } from '@secrule/body'
import { isDiagnostic, type OperatorContext, operator, problem, type TransactionState } from '@secrule/program'
import { jsonSchema, readSchema } from './json-schema/json-schema.js'
import { type JsonValue, readJson } from './json-schema/json-value.js'
import type { Check } from './json-schema/keyword.js'
import { failsValidation, type XmlSchema, type XmlSchemaFile } from './xml-validation.js'

type Schema = ({ readonly kind: 'xml' } & XmlSchemaFile) | { readonly kind: 'json'; readonly schema: JsonValue }
type Live = { readonly kind: 'xml'; readonly schema: XmlSchema } | { readonly kind: 'json'; readonly check: Check }

/** Deeper JSON is refused whatever SecRequestBodyJsonDepthLimit says, since the check goes as deep as the value. */
const deepest = 512

/**
 * @validateSchema, by the extension of the file. An .xsd is for the XML body of the request, whatever the value is. A
 * .json schema is for the request body in phases 2 and 3, for the response body later, and for the value where those
 * are empty.
 */
export const validateSchema = operator<Schema, Live>({
  name: 'validateSchema',
  summary: 'True when the body does not conform to an XML Schema or a JSON Schema, or the schema cannot be used.',
  example:
    'SecRule XML "@validateSchema order.xsd" "id:1,phase:2,deny"\n' +
    'SecRule REQUEST_BODY "@validateSchema order.json" "id:2,phase:2,deny"',
  engines: 'ModSecurity knows .xsd only, Coraza .json only.',
  argument: 'required',
  macros: false,
  logName: 'ValidateSchema',
  compile: (argument, span, context) => {
    const name = argument.trim()
    const kind = /\.xsd$/i.test(name) ? 'xml' : /\.json$/i.test(name) ? 'json' : null
    if (kind === null || !context.dialect.schemaKinds.includes(kind)) {
      return problem(span, 'bad-argument', 'validateSchema', 'no schema file', 'name a file that ends in .xsd or .json')
    }
    const file = context.readFile(name, span)
    if (isDiagnostic(file)) return file
    if (kind === 'xml') return { kind, name, text: file.text }
    const json = readSchema(file.text)
    if (typeof json === 'string') return problem(span, 'bad-argument', 'validateSchema', `${name}: ${json}`)
    return { kind, schema: json.schema }
  },
  needs: ({ kind }) => (kind === 'xml' ? ['xml'] : []),
  link: (constant) => {
    if (constant.kind === 'xml') {
      return { kind: 'xml', schema: { kind: 'Schema', name: constant.name, bytes: toBytes(constant.text) } }
    }
    const check = jsonSchema(constant.schema)
    // a constant of our own making: what compile found good is good here
    if (typeof check === 'string') throw new Error(check)
    return { kind: 'json', check }
  },
  run: (live, value, context) =>
    live.kind === 'xml'
      ? failsValidation(live.schema, context, (document, bytes, name) => document.validateSchema(bytes, name))
      : failsCheck(live.check, dataOf(context.transaction, value), context),
})

function dataOf({ phase, request, response }: TransactionState, value: string): string {
  const body = phase >= 4 ? response.body.text() : phase >= 2 ? request.body.text() : ''
  return body === '' ? value : body
}

function failsCheck(check: Check, data: string, context: OperatorContext): boolean {
  if (data === '') return false
  const json = readJson(data, Math.min(context.transaction.settings.requestBodyJsonDepthLimit, deepest))
  if (json === null) return true
  try {
    return !check(json.value)
  } catch {
    return context.error('schema-depth')
  }
}
