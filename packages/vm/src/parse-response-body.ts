import { JsonParser, type XmlEngine } from '@secrule/body'
import type { Dialect, Services, Settings } from '@secrule/program'
import type { Response } from './response.js'

/** What the processors may use. */
interface Means {
  readonly settings: Readonly<Settings>
  readonly dialect: Dialect
  readonly services: Services
}

/** Runs the response body processor that a rule chose, if any. Errors become RES_BODY_ERROR. */
export function parseResponseBody(response: Response, means: Means): void {
  const { processor, length } = response.body
  if (processor === 'JSON') parseJson(response, means)
  else if (processor === 'XML' && length > 0) parseXml(response, means)
}

function parseJson({ body }: Response, { settings, dialect }: Means): void {
  const parser = new JsonParser({
    depthLimit: settings.requestBodyJsonDepthLimit,
    argumentLimit: settings.argumentsLimit,
    naming: dialect.jsonNaming,
  })
  body.feed((chunk) => parser.write(chunk))
  const result = parser.end()
  body.json = result.arguments.map(({ name, value }) => ({ key: name, value }))
  if (result.error !== null) body.fail(`JSON parsing error: ${result.error}`)
}

function parseXml({ body }: Response, { settings, services }: Means): void {
  const engine = services.xml as XmlEngine
  const result = engine.parse(body.text(), { externalEntities: settings.xmlExternalEntity })
  if ('error' in result) {
    body.xml = result.partial ?? null
    body.fail('XML parsing error: XML: Failed parsing document.')
  } else body.xml = result
}
