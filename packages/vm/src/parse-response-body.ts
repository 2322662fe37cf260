import { JsonParser } from '@secrule/body'
import type { Response } from './response.js'

/** Runs the response body processor that a rule chose, if any. */
export function parseResponseBody(response: Response): void {
  const { body } = response
  if (body.processor !== 'JSON') return
  const parser = new JsonParser({ depthLimit: 512, argumentLimit: 1000, naming: 'modsecurity3' })
  body.feed((chunk) => parser.write(chunk))
  const result = parser.end()
  body.json = result.arguments.map(({ name, value }) => ({ key: name, value }))
  if (result.error !== null) body.fail(`JSON parsing error: ${result.error}`)
}
