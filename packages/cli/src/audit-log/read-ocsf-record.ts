import { encodeText } from '../byte-string.js'
import { type Fields, fieldsOf, listOf, numberOf, textOf } from './json-fields.js'
import type { LoggedMatch, LoggedRecord } from './logged-record.js'
import { messageBody } from './message-body.js'
import { readCondition, readSeverity, readTransformations } from './read-match-line.js'

/** One record in the form of OCSF: a detection finding with the exchange as its evidence. Null when it is none. */
export function readOcsfRecord(record: Fields, place: string): LoggedRecord | null {
  const evidence = fieldsOf(listOf(record.evidences)[0])
  const id = fieldsOf(record.metadata).uid
  if (record.class_uid !== 2004 || id === undefined) return null
  const request = fieldsOf(evidence.http_request)
  const url = fieldsOf(request.url)
  const data = fieldsOf(evidence.data)
  const headers = pairs(request.http_headers)
  const query = textOf(url.query_string)
  const response = fieldsOf(evidence.http_response)
  const responseHeaders = pairs(response.http_headers)
  const client = fieldsOf(evidence.src_endpoint)
  const server = fieldsOf(evidence.dst_endpoint)
  const path = textOf(url.path)
  return {
    id: textOf(id),
    time: new Date(numberOf(record.time)).toISOString(),
    client: { address: textOf(client.ip), port: numberOf(client.port) },
    server: { address: textOf(server.ip), port: numberOf(server.port) },
    request:
      path === '' || headers.length === 0
        ? null
        : {
            method: textOf(request.http_method),
            target: query === '' ? path : `${path}?${query}`,
            version: textOf(request.version),
            headers,
            body: messageBody(data.request_body, headers),
          },
    response:
      response.code === undefined
        ? null
        : {
            status: numberOf(response.code),
            version: '1.1',
            headers: responseHeaders,
            body: messageBody(data.response_body, responseHeaders),
          },
    matches: listOf(data.matches).map(match),
    isIntercepted: record.action === undefined ? null : record.action === 'Denied',
    place,
  }
}

function match(value: unknown): LoggedMatch {
  const fields = fieldsOf(value)
  const data = textOf(fields.data)
  return {
    id: numberOf(fields.rule_id),
    message: textOf(fields.message),
    data,
    severity: readSeverity(textOf(fields.severity)),
    tags: listOf(fields.tags).map(textOf),
    file: textOf(fields.file),
    line: numberOf(fields.line),
    transformations: readTransformations(textOf(fields.reference)),
    denial: null,
    ...readCondition(textOf(fields.condition), data),
  }
}

function pairs(value: unknown): [string, string][] {
  return listOf(value).map((each) => {
    const { name, value: text } = fieldsOf(each)
    return [encodeText(String(name ?? '')), textOf(text)]
  })
}
