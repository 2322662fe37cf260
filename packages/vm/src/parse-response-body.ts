import { JsonParser, type XmlEngine, type XmlReading } from '@secrule/body'
import { type Dialect, NamedValue, type Services, type Settings } from '@secrule/program'
import type { MessageBody } from './message-body.js'
import type { Response } from './response.js'

/** What the processors may use. */
interface Means {
  readonly settings: Readonly<Settings>
  readonly dialect: Dialect
  readonly services: Services
}

/** Runs the response body processor that a rule chose, if any. Errors become RES_BODY_ERROR. */
export function parseResponseBody({ body }: Response, means: Means): void {
  const { processor, length } = body
  if (processor === 'JSON') parseJson(body, means)
  else if (processor === 'XML' && length > 0) parseXml(body, means)
}

/** What reads a response of JSON. */
export function openResponseJson({ settings, dialect }: Means): JsonParser {
  return new JsonParser({
    depthLimit: settings.requestBodyJsonDepthLimit,
    argumentLimit: settings.argumentsLimit,
    naming: dialect.jsonNaming,
  })
}

function parseJson(body: MessageBody, means: Means): void {
  let parser = body.jsonParser
  body.jsonParser = null
  if (parser === null) {
    const opened = openResponseJson(means)
    body.feed((chunk) => opened.write(chunk))
    parser = opened
  }
  const result = parser.end()
  body.json = result.arguments.map(({ name, value }) => new NamedValue(name, value))
  if (result.error !== null) body.fail(`JSON parsing error: ${result.error}`)
}

/** What reads a response of XML in turns; null when the engine reads in one go. */
export function openResponseXml(body: MessageBody, { settings, services }: Means): XmlReading | null {
  return (services.xml as XmlEngine).open?.(body.text(), { externalEntities: settings.xmlExternalEntity }) ?? null
}

function parseXml(body: MessageBody, { settings, services }: Means): void {
  const reading = body.xmlReading
  body.xmlReading = null
  const engine = services.xml as XmlEngine
  const result = reading?.end() ?? engine.parse(body.text(), { externalEntities: settings.xmlExternalEntity })
  if ('error' in result) {
    body.xml = result.partial ?? null
    body.fail('XML parsing error: XML: Failed parsing document.')
  } else body.xml = result
}
