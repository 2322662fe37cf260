import { readFileSync } from 'node:fs'
import { byteString, encodeText } from '../byte-string.js'
import { CommandError } from '../command-error.js'
import { fileProblem } from '../file-problem.js'
import type { Exchange } from './exchange.js'

/** One request of a workload file. */
export interface WorkloadRequest extends Exchange {
  readonly id: string
  readonly label: string
  readonly tags: readonly string[]
}

/** Reads a workload file: `{ "schema": 1, "requests": [ … ] }`, where a body is text or `{ "base64": … }`. */
export function readWorkload(path: string): readonly WorkloadRequest[] {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw new CommandError(`${path} is not JSON: ${error.message}`)
    throw fileProblem('read', path, error)
  }
  const { schema, requests } = (content ?? {}) as { schema?: unknown; requests?: unknown }
  if (schema !== 1 || !Array.isArray(requests)) {
    throw new CommandError(`${path} is not a workload: it needs "schema": 1 and a list of "requests"`)
  }
  return requests.map((each, at) => readRequest(each, `${path}, request ${at + 1}`))
}

function readRequest(value: unknown, place: string): WorkloadRequest {
  const { id, label, tags, method, uri, httpVersion, headers, body, response } = (value ?? {}) as Record<
    string,
    unknown
  >
  if (typeof id !== 'string' || typeof method !== 'string' || typeof uri !== 'string') {
    throw new CommandError(`${place}: "id", "method" and "uri" must be texts`)
  }
  return {
    id,
    label: typeof label === 'string' ? label : '',
    tags: Array.isArray(tags) ? tags.map(String) : [],
    request: {
      method: encodeText(method),
      target: encodeText(uri),
      version: typeof httpVersion === 'string' ? httpVersion : '1.1',
      headers: readHeaders(headers, place),
      body: readBody(body, place),
    },
    response: readResponse(response, place),
  }
}

function readResponse(value: unknown, place: string): Exchange['response'] {
  if (value === undefined || value === null) return null
  const { status, headers, body } = value as Record<string, unknown>
  if (typeof status !== 'number') throw new CommandError(`${place}: the "status" of the response must be a number`)
  return { status, version: '1.1', headers: readHeaders(headers, place), body: readBody(body, place) }
}

function readHeaders(value: unknown, place: string): [string, string][] {
  if (value === undefined) return []
  if (!Array.isArray(value) || !value.every((pair) => Array.isArray(pair) && pair.length === 2)) {
    throw new CommandError(`${place}: "headers" must be a list of pairs of name and value`)
  }
  return value.map(([name, text]) => [encodeText(String(name)), encodeText(String(text))])
}

function readBody(value: unknown, place: string): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return encodeText(value)
  const { base64 } = value as { base64?: unknown }
  if (typeof base64 !== 'string') throw new CommandError(`${place}: a "body" must be a text or {"base64": …}`)
  return byteString(Buffer.from(base64, 'base64'))
}
