import type { HttpRequest, HttpResponse } from '../exchange/exchange.js'
import { readRawRequest } from '../exchange/raw-request.js'
import type { LoggedRecord } from './logged-record.js'
import { readMatchLine } from './read-match-line.js'

/** The beginning of a part: `--a1b2c3d4-A--`, `---Ab12Cd34---A--`. Group 1 is the boundary, group 2 the letter. */
export const partLine = /^--([0-9A-Za-z-]*?[0-9A-Za-z]-+)([A-Z])--$/

/** One record in the native format from its parts by letter. Null when part A is not one. */
export function readNativeRecord(parts: ReadonlyMap<string, string>, place: string): LoggedRecord | null {
  const header = /^\[([^\]]*)\] (\S+) (\S+) (\d+) (\S+) (\d+)/.exec(parts.get('A') ?? '')
  if (header === null) return null
  const [, time = '', id = '', client = '', clientPort, server = '', serverPort] = header
  const summary = (parts.get('H') ?? '').split('\n')
  const matches = summary.flatMap((line) => {
    if (!/^(?:Message: |ModSecurity: )/.test(line)) return []
    const match = readMatchLine(line)
    return match === null ? [] : [match]
  })
  return {
    id,
    time,
    client: { address: client, port: Number(clientPort) },
    server: { address: server, port: Number(serverPort) },
    request: readRequest(parts),
    response: readResponse(parts),
    matches,
    isIntercepted:
      summary.some((line) => line.startsWith('Action: Intercepted')) || matches.some(({ denial }) => denial !== null),
    place,
  }
}

/** Parts B and C; part I is a body put together anew, which stands in where C was not asked for. */
function readRequest(parts: ReadonlyMap<string, string>): HttpRequest | null {
  const head = parts.get('B')
  if (head === undefined || head.trim() === '') return null
  const request = readRawRequest(`${head.replace(/\n+$/, '')}\n\n`, 'part B')
  const headers = request.headers.map(([name, value]) => [name, unmarked(value)] as const)
  const body = bodyOf(parts.get('C'), headers)
  if (body !== '' || parts.get('I') === undefined) return { ...request, headers, body }
  const rebuilt = bodyOf(parts.get('I'), [])
  const isMultipart = headers.some(([name, value]) => /^content-type$/i.test(name) && /multipart/i.test(value))
  if (!isMultipart) return { ...request, headers, body: rebuilt }
  const form = headers.filter(([name]) => !/^content-(?:type|length)$/i.test(name))
  return {
    ...request,
    headers: [...form, ['Content-Type', 'application/x-www-form-urlencoded'], ['Content-Length', `${rebuilt.length}`]],
    body: rebuilt,
  }
}

/** A part ends with a line end of the log; the length that the request gave tells whether the body has one of its own. */
function bodyOf(part: string | undefined, headers: readonly (readonly [string, string])[]): string {
  if (part === undefined) return ''
  const whole = part.replace(/^\\x2d(?=-+[0-9A-Za-z]+-+[A-Z]--)/gm, '-')
  const length = headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? ''
  if (/^\d{1,15}$/.test(length) && Number(length) <= whole.length) return whole.slice(0, Number(length))
  return whole.replace(/\n{1,2}$/, '')
}

function readResponse(parts: ReadonlyMap<string, string>): HttpResponse | null {
  const lines = (parts.get('F') ?? '').split('\n')
  const status = /^(?:HTTP\/([0-9.]*)) *(\d{3})/.exec(lines[0] ?? '')
  if (status === null) return null
  const headers = lines.slice(1).flatMap((line): [string, string][] => {
    const colon = line.indexOf(':')
    return colon <= 0 ? [] : [[line.slice(0, colon), unmarked(line.slice(colon + 1).trim())]]
  })
  return { status: Number(status[2]), version: status[1] || '1.1', headers, body: bodyOf(parts.get('E'), []) }
}

/** Control bytes of a header, which the log writes as `\xhh`. */
function unmarked(value: string): string {
  return value.replace(/\\x([01][0-9a-f]|7f)/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
