import { readdirSync, readFileSync } from 'node:fs'
import { bytes } from 'secrule'
import { type Json, JsonObject, readJson } from './read-json.js'

/** Where the cases stand; names of files in their rules are relative to it. */
export const suiteFolder = '../shared/conformance/modsecurity-v3'

/** What a case expects. The expressions are PCRE, searched with DOTALL and MULTILINE. */
export interface Expectation {
  readonly status: number
  readonly loadError: string | null
  readonly debugLog: string | null
  readonly errorLog: string | null
  readonly auditLog: string | null
  readonly redirect: string | null
}

type Headers = readonly (readonly [name: string, value: string])[]

/** One case: a configuration and a transaction. All texts are byte strings. */
export interface RegressionCase {
  /** File name and place in it, since titles repeat: `actions.json#3`. */
  readonly id: string
  readonly file: string
  readonly title: string
  /** The optional part that the case needs, or empty. */
  readonly resource: string
  readonly rules: string
  readonly client: { readonly address: string; readonly port: number }
  readonly server: { readonly address: string; readonly port: number; readonly name: string | null }
  readonly request: {
    readonly method: string
    readonly uri: string
    readonly version: string
    readonly headers: Headers
    readonly body: string
  }
  readonly response: { readonly headers: Headers; readonly body: string; readonly protocol: string }
  /** All that its `expected` objects say: some cases have two. */
  readonly expectations: readonly Expectation[]
}

/** Reads all cases of the suite. */
export function regressionCases(): readonly RegressionCase[] {
  const folder = `${suiteFolder}/test-cases/regression`
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => {
      const cases = readJson(readFileSync(`${folder}/${file}`, 'utf8')) as readonly JsonObject[]
      return cases.map((each, index) => regressionCase(file, index, each))
    })
}

function regressionCase(file: string, index: number, source: JsonObject): RegressionCase {
  const client = objectOf(source.get('client'))
  const server = objectOf(source.get('server'))
  const request = objectOf(source.get('request'))
  const response = objectOf(source.get('response'))
  const expected = source.all('expected').map((each) => expectation(objectOf(each)))
  return {
    id: `${file}#${index}`,
    file,
    title: textOf(source.get('title')),
    resource: textOf(source.get('resource')),
    rules: linesOf(source.get('rules')).join('\n'),
    client: { address: textOf(client.get('ip')), port: Number(client.get('port') ?? 0) },
    server: {
      address: textOf(server.get('ip')),
      port: Number(server.get('port') ?? 0),
      name: server.get('hostname') === undefined ? null : textOf(server.get('hostname')),
    },
    request: {
      method: textOf(request.get('method')),
      uri: textOf(request.get('uri')),
      version: textOf(request.get('http_version')),
      headers: headersOf(request.get('headers')),
      body: bodyOf(request.get('body')),
    },
    response: {
      headers: headersOf(response.get('headers')),
      body: bodyOf(response.get('body')),
      protocol: textOf(response.get('protocol')),
    },
    expectations: expected.length > 0 ? expected : [expectation(new JsonObject([]))],
  }
}

function expectation(source: JsonObject): Expectation {
  const pattern = (...names: string[]): string | null => {
    const found = names.flatMap((name) => source.all(name)).map(textOf)
    return found.find((text) => text !== '') ?? null
  }
  return {
    status: Number(source.get('http_code') ?? 200),
    loadError: pattern('parser_error'),
    // The other spellings stand in issue-394 and were never read by the suite's own runner.
    debugLog: pattern('debug_log', 'debug_logs'),
    errorLog: pattern('error_log', 'error_logs'),
    auditLog: pattern('audit_log', 'audit_logs'),
    redirect: pattern('redirect_url'),
  }
}

function objectOf(value: Json | undefined): JsonObject {
  return value instanceof JsonObject ? value : new JsonObject([])
}

/** Texts, and numbers where the suite writes some versions as numbers. */
function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? bytes(value) : typeof value === 'number' ? String(value) : ''
}

function linesOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(textOf) : value === undefined ? [] : [textOf(value)]
}

function headersOf(value: Json | undefined): Headers {
  return objectOf(value).members.map(([name, text]) => [bytes(name), textOf(text)] as const)
}

/** Every line is followed by LF, the last too. */
function bodyOf(value: Json | undefined): string {
  return Array.isArray(value) ? value.map((line) => `${textOf(line)}\n`).join('') : textOf(value)
}
