import { gzipSync } from 'node:zlib'
import { utf8Bytes } from '@secrule/body'
import type { GeneratedRequest } from './generated-request.js'
import type { SeededRandom } from './seeded-random.js'

// Requests as clients write them: browsers, curl and the usual libraries.

const words = [
  'green',
  'Tea & cake',
  'café',
  '日本語',
  'naïve façade 🎉',
  "it's",
  '"quoted"',
  'a=b',
  'C:\\temp',
  '100%',
  '1 + 1 = 2',
  '--',
  'line one\r\nline two',
  '-- \r\nRobin',
  '',
  '<b>bold</b>',
  '{"a":1}',
  'x;y',
  '#1',
  'мир',
]
const names = ['name', 'email', 'items[0][sku]', 'q', 'address.city', 'Straße', 'csrf_token', 'a b']
const token = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

const text = (random: SeededRandom) => Array.from({ length: random.between(1, 3) }, () => random.of(words)).join(' ')

function form(random: SeededRandom): string {
  const list = Array.from({ length: random.between(1, 8) }, () => [random.of(names), text(random)])
  if (random.chance(0.5)) return new URLSearchParams(list as [string, string][]).toString()
  return list.map((pair) => pair.map((one) => encodeURIComponent(one!)).join('=')).join('&')
}

const formTypes = [
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=UTF-8',
  'application/x-www-form-urlencoded;charset=utf-8',
  'application/x-www-form-urlencoded; charset=ISO-8859-1',
]

function validForm(random: SeededRandom): GeneratedRequest {
  return request('form', random, form(random), [['Content-Type', random.of(formTypes)]])
}

/** Names in quotes: browsers and curl 7.81 and later write `%22`, older curl a backslash before it. */
function quoted(name: string, client: Client): string {
  if (client === 'old curl') return name.replace(/(["\\])/g, '\\$1')
  return name.replace(/"/g, '%22').replace(/\r\n|\r|\n/g, '%0D%0A')
}

type Client = 'chrome' | 'firefox' | 'curl' | 'old curl' | 'undici' | 'python'

function boundaryOf(client: Client, random: SeededRandom): string {
  const any = (size: number, alphabet = token) => random.text(alphabet, size, size)
  switch (client) {
    case 'chrome':
      return `----WebKitFormBoundary${any(16)}`
    case 'firefox':
      return `----geckoformboundary${any(32, '0123456789abcdef')}`
    case 'curl':
    case 'old curl':
      return `------------------------${any(client === 'curl' ? 22 : 16, client === 'curl' ? token : '0123456789abcdef')}`
    case 'undici':
      return `----formdata-undici-0${any(11, '0123456789')}`
    case 'python':
      return any(32, '0123456789abcdef')
  }
}

const fileNames = [
  'photo.jpg',
  'Résumé (final).pdf',
  '日本.txt',
  'a b.csv',
  'O\'Brien "x".txt',
  'archive.tar.gz',
  'semi;colon.txt',
]
const fileTypes = [
  'image/jpeg',
  'application/pdf',
  'text/plain',
  'text/csv',
  'application/octet-stream',
  'application/json',
]

/** Bytes of a file: text, a certificate, or anything. */
function fileContent(random: SeededRandom): string {
  if (random.chance(0.1)) return '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'
  if (random.chance(0.5)) return utf8Bytes(text(random))
  return Array.from({ length: random.between(0, 600) }, () => String.fromCharCode(random.below(256))).join('')
}

function validMultipart(random: SeededRandom): GeneratedRequest {
  const client = random.of<Client>(['chrome', 'chrome', 'firefox', 'curl', 'old curl', 'undici', 'python'])
  const boundary = boundaryOf(client, random)
  const parts = Array.from({ length: random.between(1, 5) }, () => {
    const name = utf8Bytes(quoted(random.of(names), client))
    if (random.chance(0.6)) {
      const value = utf8Bytes(text(random))
      return `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`
    }
    const isEmpty = client === 'chrome' && random.chance(0.2)
    const filename = isEmpty ? '' : utf8Bytes(quoted(random.of(fileNames), client))
    const type = isEmpty ? 'application/octet-stream' : random.of(fileTypes)
    const typeLine = client === 'python' && random.chance(0.5) ? '' : `\r\nContent-Type: ${type}`
    return `Content-Disposition: form-data; name="${name}"; filename="${filename}"${typeLine}\r\n\r\n${isEmpty ? '' : fileContent(random)}`
  })
  const body = `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`
  return request('multipart', random, body, [['Content-Type', `multipart/form-data; boundary=${boundary}`]])
}

function data(random: SeededRandom, depth: number): unknown {
  const kind = random.below(depth > 0 ? 8 : 5)
  if (kind === 0) return random.below(100_000) / random.of([1, 100, 3])
  if (kind === 1) return random.of([true, false, null])
  if (kind < 5) return text(random)
  if (kind === 5) return Array.from({ length: random.between(0, 4) }, () => data(random, depth - 1))
  return Object.fromEntries(
    Array.from({ length: random.between(0, 5) }, () => [random.of(names), data(random, depth - 1)]),
  )
}

const jsonTypes = [
  'application/json',
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=UTF-8',
  'application/vnd.api+json',
  'application/problem+json',
  'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
  'application/csp-report',
]

function validJson(random: SeededRandom): GeneratedRequest {
  const value = random.chance(0.8) ? { data: data(random, 4) } : data(random, 3)
  const body = utf8Bytes(JSON.stringify(value, null, random.of([0, 0, 2])))
  const headers: [string, string][] = [['Content-Type', random.of(jsonTypes)]]
  if (random.chance(0.9)) return request('json', random, body, headers)
  const coded = gzipSync(Buffer.from(body, 'latin1')).toString('latin1')
  return request('json', random, coded, [...headers, ['Content-Encoding', 'gzip']])
}

const escaped = (raw: string) => raw.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)

function validXml(random: SeededRandom): GeneratedRequest {
  const element = (depth: number): string => {
    const name = random.of(['order', 'ns:line', 'qty', 'Name'])
    const inner = depth === 0 || random.chance(0.3) ? escaped(text(random)) : element(depth - 1) + element(depth - 1)
    return `<${name} id="${escaped(text(random)).replace(/[\r\n]/g, ' ')}">${inner}</${name}>`
  }
  const head = random.of(['<?xml version="1.0" encoding="UTF-8"?>\n', '<?xml version="1.0"?>', ''])
  const body = utf8Bytes(`${head}<root xmlns:ns="urn:x">${element(3)}<![CDATA[ a < b ]]></root>`)
  return request('xml', random, body, [
    [
      'Content-Type',
      random.of([
        'application/xml',
        'text/xml; charset=utf-8',
        'application/soap+xml; charset=utf-8',
        'application/atom+xml',
      ]),
    ],
  ])
}

const cookies = [
  'sid=abc123',
  'theme=dark',
  'consent={"a":true}',
  '_ga=GA1.2.123.456',
  'cart=%5B%5D',
  'empty=',
  'flag',
  'q="x y"',
  'b64=YWJj==',
]

function request(
  kind: GeneratedRequest['kind'],
  random: SeededRandom,
  body: string,
  headers: readonly (readonly [string, string])[],
): GeneratedRequest {
  const query = random.chance(0.5) ? `?${form(random)}` : ''
  const cookie: [string, string][] = random.chance(0.5)
    ? [['Cookie', Array.from({ length: random.between(1, 5) }, () => random.of(cookies)).join('; ')]]
    : []
  return { kind, target: `/shop/item${random.below(100)}${query}`, headers: [...headers, ...cookie], body }
}

/** The valid request with that number. */
export function generateValid(random: SeededRandom): GeneratedRequest {
  return random.of([validForm, validMultipart, validMultipart, validJson, validXml])(random)
}
