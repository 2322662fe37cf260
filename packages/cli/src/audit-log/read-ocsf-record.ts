import { encodeText } from '../byte-string.js'
import { type Fields, fieldsOf, listOf, numberOf, textOf } from './json-fields.js'
import { loggedRequest, loggedResponse } from './logged-message.js'
import type { LoggedMatch, LoggedRecord } from './logged-record.js'
import { readMatchFields } from './read-match-fields.js'

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
  const client = fieldsOf(evidence.src_endpoint)
  const server = fieldsOf(evidence.dst_endpoint)
  const path = textOf(url.path)
  return {
    id: textOf(id),
    time: new Date(numberOf(record.time)).toISOString(),
    client: { address: textOf(client.ip), port: numberOf(client.port) },
    server: { address: textOf(server.ip), port: numberOf(server.port) },
    request: loggedRequest(
      textOf(request.http_method),
      path === '' || query === '' ? path : `${path}?${query}`,
      textOf(request.version),
      headers.length === 0 ? null : headers,
      data.request_body,
    ),
    response: loggedResponse(numberOf(response.code), pairs(response.http_headers), data.response_body),
    matches: listOf(data.matches).map(match),
    isIntercepted: record.action === undefined ? null : record.action === 'Denied',
    place,
  }
}

function match(value: unknown): LoggedMatch {
  const fields = fieldsOf(value)
  const { message, line, condition } = fields
  return readMatchFields({ ...fields, id: fields.rule_id, message, line, condition })
}

function pairs(value: unknown): [string, string][] {
  return listOf(value).map((each) => {
    const { name, value: text } = fieldsOf(each)
    return [encodeText(String(name ?? '')), textOf(text)]
  })
}
