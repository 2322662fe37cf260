import { encodeText } from '../byte-string.js'
import type { HttpRequest, HttpResponse } from '../exchange/exchange.js'
import { type Fields, fieldsOf, listOf, numberOf, textOf } from './json-fields.js'
import { loggedRequest, loggedResponse } from './logged-message.js'
import type { LoggedMatch, LoggedRecord } from './logged-record.js'
import { readMatchFields } from './read-match-fields.js'
import { readMatchLine } from './read-match-line.js'
import { readOcsfRecord } from './read-ocsf-record.js'

/** One record as JSON: that of libmodsecurity 3, of Coraza, of ModSecurity 2, and OCSF. Null when it is none of them. */
export function readJsonRecord(value: unknown, place: string): LoggedRecord | null {
  const record = fieldsOf(value)
  const transaction = fieldsOf(record.transaction)
  if (transaction.unique_id !== undefined) return version3(transaction, place)
  if (transaction.transaction_id !== undefined) return version2(record, transaction, place)
  if (transaction.id !== undefined && transaction.client_ip !== undefined) return coraza(record, transaction, place)
  return readOcsfRecord(record, place)
}

function version3(transaction: Fields, place: string): LoggedRecord {
  const request = fieldsOf(transaction.request)
  const matches = listOf(transaction.messages).map(version3Match)
  return {
    id: textOf(transaction.unique_id),
    time: textOf(transaction.time_stamp),
    client: { address: textOf(transaction.client_ip), port: numberOf(transaction.client_port) },
    server: { address: textOf(transaction.host_ip), port: numberOf(transaction.host_port) },
    request: requestOf(request, textOf(request.method), textOf(request.uri), versionText(request.http_version)),
    response: responseOf(fieldsOf(transaction.response), 'http_code'),
    matches,
    // The format does not say it: a request that was denied was answered with an error, one that passed seldom is.
    isIntercepted: null,
    place,
  }
}

function versionText(value: unknown): string {
  const number = numberOf(value)
  return number === 0 ? '' : number === 2 ? '2' : number.toFixed(1)
}

function version3Match(value: unknown): LoggedMatch {
  const { message, details } = fieldsOf(value)
  const fields = fieldsOf(details)
  return readMatchFields({
    ...fields,
    id: fields.ruleId,
    message,
    line: fields.lineNumber,
    condition: fields.match,
  })
}

function coraza(record: Fields, transaction: Fields, place: string): LoggedRecord {
  const request = fieldsOf(transaction.request)
  const matches = listOf(record.messages).flatMap((value) => {
    const { error_message: line, data } = fieldsOf(value)
    const match = readMatchLine(textOf(line))
    if (match !== null) return [match]
    const details = fieldsOf(data)
    const id = numberOf(details.id)
    return id === 0 ? [] : [readMatchLine(`[id "${id}"] [msg "${textOf(details.msg)}"]`)!]
  })
  return {
    id: textOf(transaction.id),
    time: textOf(transaction.timestamp),
    client: { address: textOf(transaction.client_ip), port: numberOf(transaction.client_port) },
    server: { address: textOf(transaction.host_ip), port: numberOf(transaction.host_port) },
    request: requestOf(request, textOf(request.method), textOf(request.uri), textOf(request.http_version)),
    response: responseOf(fieldsOf(transaction.response), 'status'),
    matches,
    isIntercepted: transaction.is_interrupted === true,
    place,
  }
}

function version2(record: Fields, transaction: Fields, place: string): LoggedRecord {
  const request = fieldsOf(record.request)
  const audit = fieldsOf(record.audit_data)
  const [method = '', target = '', protocol = ''] = textOf(request.request_line).split(' ')
  return {
    id: textOf(transaction.transaction_id),
    time: textOf(transaction.time),
    client: { address: textOf(transaction.remote_address), port: numberOf(transaction.remote_port) },
    server: { address: textOf(transaction.local_address), port: numberOf(transaction.local_port) },
    request: requestOf(request, method, target, protocol.replace(/^HTTP\//i, '')),
    response: responseOf(fieldsOf(record.response), 'status'),
    matches: listOf(audit.messages).flatMap((message) => {
      const match = readMatchLine(textOf(message))
      return match === null ? [] : [match]
    }),
    isIntercepted: fieldsOf(audit.action).intercepted === true,
    place,
  }
}

function requestOf({ headers, body }: Fields, method: string, target: string, version: string): HttpRequest | null {
  const isThere = typeof headers === 'object' && headers !== null
  return loggedRequest(method, target, version, isThere ? headersOf(headers) : null, body)
}

function responseOf(response: Fields, status: string): HttpResponse | null {
  return loggedResponse(numberOf(response[status]), headersOf(response.headers), response.body)
}

function headersOf(value: unknown): [string, string][] {
  return Object.entries(fieldsOf(value)).flatMap(([name, values]) =>
    (Array.isArray(values) ? values : [values]).map((each): [string, string] => [encodeText(name), textOf(each)]),
  )
}
