// Requests that are as much work as the default limits let them be: very many arguments, headers and parts, deep
// nesting, large responses.
import { compile, type Engine, type Program, type RuleSource, type Transaction } from 'secrule'

const shared = '../shared'

/** A request, and the response to it where that is what is hostile. `nonce` makes it new. */
export interface HostileRequest {
  readonly name: string
  readonly method: string
  uri(nonce: string): string
  headers(nonce: string): readonly (readonly [string, string])[]
  body(nonce: string): string
  response(nonce: string): string
}

const attack = `1' OR '1'='1' UNION SELECT a,b FROM c--<script>alert(1)</script>;cat /etc/passwd|$(id)`
const form = 'application/x-www-form-urlencoded'

function hostile(
  name: string,
  given: Partial<Omit<HostileRequest, 'name'>> & { readonly type?: string },
): HostileRequest {
  const { type = form, headers = () => [] } = given
  return {
    name,
    method: given.body === undefined ? 'GET' : 'POST',
    uri: given.uri ?? ((nonce) => `/?n=${nonce}`),
    headers: (nonce) => [
      ['Host', 'a.example'],
      ['User-Agent', 'test'],
      ['Accept', '*/*'],
      ...(given.body === undefined ? [] : ([['Content-Type', type]] as const)),
      ...headers(nonce),
    ],
    body: given.body ?? (() => ''),
    response: given.response ?? (() => ''),
  }
}

/** Text of a length from a piece, with the nonce in every repetition. */
function repeated(length: number, piece: (place: number) => string): string {
  let text = ''
  for (let place = 0; text.length < length; place++) text += piece(place)
  return text.slice(0, length)
}

const list = (count: number, joint: string, each: (place: number) => string): string =>
  Array.from({ length: count }, (_, place) => each(place)).join(joint)

const encoded = encodeURIComponent(attack)
const noFiles = 131_000

/** All within the limits that hold when no directive gives any. */
export const hostileRequests: readonly HostileRequest[] = [
  hostile('1000 arguments of plain text', {
    body: (nonce) =>
      list(999, '&', (place) => `a${place}=${nonce}${'plain text '.repeat(8)}${place}`.replaceAll(' ', '+')),
  }),
  hostile('1000 arguments, each an attack', {
    body: (nonce) => list(999, '&', (place) => `a${place}=${nonce}${place}${encodeURIComponent(attack.slice(0, 60))}`),
  }),
  hostile('1000 arguments with names that attack', {
    body: (nonce) => list(999, '&', (place) => `${encodeURIComponent(attack.slice(0, 60))}${nonce}${place}=1`),
  }),
  hostile('1000 short arguments', { body: (nonce) => list(999, '&', (place) => `${nonce}${place}=${place}`) }),
  hostile('one argument of 128 KB that attacks', {
    body: (nonce) => `a=${nonce}${repeated(noFiles - 99, () => encoded)}`,
  }),
  hostile('one argument of 128 KB of quotes', { body: (nonce) => `a=${nonce}${repeated(noFiles - 99, () => `'"\``)}` }),
  hostile('one argument of 128 KB of escapes', {
    body: (nonce) => `a=${nonce}${repeated(noFiles - 99, () => `%5Cx41&amp;`.replaceAll('&', '%26'))}`,
  }),
  hostile('one argument of 128 KB of tags', {
    body: (nonce) => `a=${nonce}${repeated(noFiles - 99, () => `<a b='c'`)}`,
  }),
  hostile('one argument of 128 KB of comments', {
    body: (nonce) => `a=${nonce}${repeated(noFiles - 99, () => '/**/--')}`,
  }),
  hostile('one argument of 128 KB of path steps', {
    body: (nonce) => `a=${nonce}${repeated(noFiles - 99, () => '/a/../')}`,
  }),
  hostile('JSON, 512 deep', {
    type: 'application/json',
    body: (nonce) => `${'{"a":['.repeat(255)}"${nonce}${attack.replace(/["\\]/g, '')}"${']}'.repeat(255)}`,
  }),
  hostile('JSON, 128 KB of members in 500 levels', {
    type: 'application/json',
    body: (nonce) =>
      `${'{"some_long_key":'.repeat(400)}[${list(990, ',', (place) => `"${nonce}${place} or 1=1"`)}]${'}'.repeat(400)}`,
  }),
  hostile('JSON, a list of 1000 texts that attack', {
    type: 'application/json',
    body: (nonce) => `[${list(990, ',', (place) => JSON.stringify(`${nonce}${place}${attack}`))}]`,
  }),
  hostile('JSON, 128 KB in one text', {
    type: 'application/json',
    body: (nonce) => JSON.stringify({ a: nonce + repeated(110_000, () => `\\u0027 or 1=1 `) }),
  }),
  hostile('XML, 128 KB of elements', {
    type: 'text/xml',
    body: (nonce) =>
      `<?xml version="1.0"?><r>${repeated(noFiles - 200, () => `<a b="1">${nonce}</a>`).replace(/<[^<]*$/, '')}</r>`.replace(
        /<a b="1">[^<]*<\/r>$/,
        '</r>',
      ),
  }),
  hostile('XML, nested deep', {
    type: 'text/xml',
    body: (nonce) => `<?xml version="1.0"?>${'<a>'.repeat(10_000)}${nonce}${'</a>'.repeat(10_000)}`,
  }),
  hostile('900 headers, 256 KB', {
    headers: (nonce) =>
      Array.from(
        { length: 900 },
        (_, place) => [`X-Header-${place}`, `${nonce}${place} ${attack} `.repeat(2).slice(0, 260)] as const,
      ),
  }),
  hostile('one header of 250 KB', { headers: (nonce) => [['X-Long', nonce + repeated(250_000, () => attack)]] }),
  hostile('a cookie header of 120 KB with 10,000 cookies', {
    headers: (nonce) => [['Cookie', list(10_000, '; ', (place) => `c${place}=${nonce}`).slice(0, 120_000)]],
  }),
  hostile('a target of 64 KB', {
    uri: (nonce) => `/${nonce}/${repeated(32_000, () => '../a/')}?${repeated(32_000, () => encoded)}`,
  }),
  hostile('1000 arguments in the target', {
    uri: (nonce) => `/?${list(999, '&', (place) => `a${place}=${nonce}${encoded.slice(0, 40)}`)}`,
  }),
  hostile('multipart, 900 fields', {
    type: 'multipart/form-data; boundary=b',
    body: (nonce) =>
      `${list(900, '', (place) => `--b\r\nContent-Disposition: form-data; name="f${place}"\r\n\r\n${nonce}${attack.slice(0, 50)}\r\n`)}--b--\r\n`,
  }),
  hostile('multipart, 100 files of 100 KB', {
    type: 'multipart/form-data; boundary=b',
    body: (nonce) => {
      const content = repeated(100_000, () => `${attack}\r\n`)
      return `${list(100, '', (place) => `--b\r\nContent-Disposition: form-data; name="f${place}"; filename="${nonce}${place}.php"\r\nContent-Type: text/plain\r\n\r\n${content}\r\n`)}--b--\r\n`
    },
  }),
  hostile('multipart, 1000 empty parts with many header lines', {
    type: 'multipart/form-data; boundary=b',
    body: (nonce) =>
      `${list(400, '', (place) => `--b\r\nContent-Disposition: form-data; name="f${place}"\r\n${'X-A: b\r\n'.repeat(30)}\r\n${nonce}\r\n`)}--b--\r\n`.slice(
        0,
        130_000,
      ),
  }),
  hostile('multipart, a boundary nearly met over and over', {
    type: 'multipart/form-data; boundary=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
    body: (nonce) =>
      `--bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\r\nContent-Disposition: form-data; name="f"\r\n\r\n${nonce}${repeated(100_000, () => '\r\n--bbbbbbbbbbbbbbb')}\r\n--bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb--\r\n`,
  }),
  hostile('a response of 512 KB of errors', {
    response: (nonce) =>
      nonce + repeated(524_000, () => 'ORA-0123 at java.lang.Exception SQL syntax error <b>Warning</b>: mysql_ '),
  }),
  hostile('a response of 512 KB of near misses', {
    response: (nonce) =>
      nonce + repeated(524_000, () => 'Warning Warning Microsoft OLE DB Dynamic SQL <?php <% ORA- [Microsoft '),
  }),
  hostile('a response of 512 KB of one byte', { response: (nonce) => nonce + 'W'.repeat(524_000) }),
]

/** A hostile request whose texts are made, so that making them is not measured. */
export interface MadeRequest {
  readonly method: string
  readonly uri: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Uint8Array
  readonly response: Uint8Array
}

export function makeRequest(request: HostileRequest, nonce: string): MadeRequest {
  return {
    method: request.method,
    uri: request.uri(nonce),
    headers: request.headers(nonce),
    body: Buffer.from(request.body(nonce), 'latin1'),
    response: Buffer.from(request.response(nonce), 'latin1'),
  }
}

/** Sends a request and its response through all phases, then looks. Bodies come in chunks, `between` which something else may happen. */
export async function sendHostile(
  engine: Engine,
  { method, uri, headers, body, response }: MadeRequest,
  between: () => Promise<void>,
  look: (transaction: Transaction) => void = () => {},
): Promise<void> {
  const transaction = engine.newTransaction()
  transaction.processConnection('198.51.100.7', 54321, '192.0.2.1', 443)
  transaction.processUri(uri, method, '1.1')
  for (const [name, value] of headers) transaction.addRequestHeader(name, value)
  if (body.length > 0) transaction.addRequestHeader('Content-Length', `${body.length}`)
  await transaction.processRequestHeaders()
  for (let at = 0; at < body.length; at += 65_536) {
    await transaction.writeRequestBody(body.subarray(at, at + 65_536))
    await between()
  }
  await transaction.processRequestBody()
  if (response.length > 0) {
    transaction.addResponseHeader('Content-Type', 'text/html')
    await transaction.processResponseHeaders(200, '1.1')
    for (let at = 0; at < response.length; at += 65_536) {
      await transaction.writeResponseBody(response.subarray(at, at + 65_536))
      await between()
    }
    await transaction.processResponseBody()
  }
  await transaction.processLogging()
  look(transaction)
  transaction.close()
}

/** CRS at a paranoia level; limits are the defaults, and nothing is stopped, so that all rules run. */
export function crsAtLevel(level: number): Program {
  const text = [
    'SecRuleEngine DetectionOnly',
    'SecRequestBodyAccess On',
    'SecResponseBodyAccess On',
    'SecResponseBodyLimitAction ProcessPartial',
    'SecRule REQUEST_HEADERS:Content-Type "@rx ^(?:text|application)/xml" "id:1,phase:1,pass,nolog,ctl:requestBodyProcessor=XML"',
    'SecRule REQUEST_HEADERS:Content-Type "@rx ^application/json" "id:2,phase:1,pass,nolog,ctl:requestBodyProcessor=JSON"',
    '',
  ].join('\n')
  const level2 = `SecAction "id:3,phase:1,pass,nolog,setvar:tx.blocking_paranoia_level=${level},setvar:tx.detection_paranoia_level=${level}"\n`
  const sources: RuleSource[] = [
    { text, name: 'limits.conf' },
    { file: `${shared}/crs/crs-setup.conf.example` },
    { text: level2, name: 'level.conf' },
    { file: `${shared}/crs/rules/*.conf` },
  ]
  return compile(sources, {})
}
