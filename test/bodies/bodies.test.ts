import { readdirSync, readFileSync } from 'node:fs'
import {
  authType,
  basicUser,
  chooseProcessor,
  createXmlReader,
  type JsonNaming,
  JsonParser,
  latin,
  type MultipartFlags,
  MultipartParser,
  noMultipartFlags,
  parseCookies,
  parseRequestLine,
  parseRequestTarget,
  parseUrlEncoded,
  serverName,
  toBytes,
} from '@secrule/body'
import t, { type Test } from 'tap'

// Requests and bodies as bytes (one char of a JSON string is one byte), and what must be read from them. An array of
// lines is joined with CRLF. Expected flags are all that are not 0.

const folder = 'test/bodies'
const proof = process.env.SECRULE_PROOF === '1'
let readings = 0

interface Case {
  readonly name: string
  readonly why?: string
  // biome-ignore lint/suspicious/noExplicitAny: each class has its own shape, and its runner compares all of it
  readonly [field: string]: any
}

const pairs = (list: readonly { name: string; value: string }[]) => list.map(({ name, value }) => [name, value])

/** Reads a body whole, byte by byte, and cut at every place (of long bodies a sample) into two; all must give the same. */
function readInPieces(body: string, read: (chunks: Uint8Array[]) => unknown, item: Case, test: Test): void {
  const bytes = toBytes(body)
  const whole = read([bytes])
  const name = JSON.stringify(item.name)
  test.same(whole, item.expect, name)
  const wanted = JSON.stringify(whole)
  const compare = (label: string, chunks: Uint8Array[]) => {
    const found = read(chunks)
    if (JSON.stringify(found) !== wanted) test.same(found, whole, `${name}, ${label}`)
    readings++
  }
  compare(
    'byte by byte',
    Array.from(bytes, (_, i) => bytes.subarray(i, i + 1)),
  )
  const step = proof ? 1 : Math.max(1, Math.floor(bytes.length / 500))
  for (let at = 1; at < bytes.length; at += step) compare(`cut at ${at}`, [bytes.subarray(0, at), bytes.subarray(at)])
}

function readMultipart(item: Case, chunks: readonly Uint8Array[]): unknown {
  const parser = new MultipartParser(item.contentType, {
    fileLimit: Number.POSITIVE_INFINITY,
    argumentLimit: Number.POSITIVE_INFINITY,
    fileStore: null,
    ...item.options,
  })
  for (const chunk of chunks) parser.write(chunk)
  const result = parser.end()
  const flags: Partial<MultipartFlags> = {}
  for (const [name, value] of Object.entries(result.flags)) {
    if (value !== 0) flags[name as keyof MultipartFlags] = value
  }
  return {
    fields: pairs(result.fields),
    files: result.files.map((file) =>
      file.extendedFilename === null
        ? [file.name, file.filename, file.size]
        : [file.name, file.filename, file.size, file.extendedFilename],
    ),
    flags,
    error: result.error,
    ...(item.expect.partHeaders && { partHeaders: result.partHeaders.map(({ name, line }) => [name, line]) }),
    ...(item.expect.parts && { parts: result.parts.map(({ name, filename }) => [name, filename]) }),
  }
}

function runMultipart(item: Case, test: Test): void {
  const body = typeof item.body === 'string' ? item.body : item.body.join('\r\n')
  readInPieces(body, (chunks) => readMultipart(item, chunks), item, test)
  for (const name of Object.keys(item.expect.flags)) test.ok(name in noMultipartFlags(), `${name} is a flag`)
}

function readJson(item: Case, naming: JsonNaming, chunks: readonly Uint8Array[]) {
  const parser = new JsonParser({ depthLimit: 512, argumentLimit: 1000, naming, ...item.options })
  for (const chunk of chunks) parser.write(chunk)
  return parser.end()
}

function runJson(item: Case, test: Test): void {
  const read = (chunks: Uint8Array[]) => {
    const result = readJson(item, 'modsecurity3', chunks)
    return {
      arguments: pairs(result.arguments),
      error: result.error,
      ...(result.depthExceeded && { depthExceeded: true }),
      ...(result.limitExceeded && { limitExceeded: true }),
    }
  }
  readInPieces(item.body, read, item, test)
  for (const naming of ['modsecurity2', 'coraza'] as const) {
    if (item[naming] === undefined) continue
    const found = pairs(readJson(item, naming, [toBytes(item.body)]).arguments)
    test.same(found, item[naming], `${JSON.stringify(item.name)}, names of ${naming}`)
  }
}

function runXml(item: Case, test: Test): void {
  const name = JSON.stringify(item.name)
  const result = createXmlReader().parse(toBytes(item.body), { externalEntities: false, ...item.options })
  const error = 'error' in result ? result.error : null
  // The place at the end of an error text is for people; the cases name the reason.
  test.equal(error?.replace(/ at byte \d+$/, '') ?? null, item.expect.error, name)
  const document = 'error' in result ? result.partial : result
  for (const [expression, expected] of Object.entries(item.expect.xpath)) {
    const found = document?.xpath(expression, item.namespaces ?? [])
    test.same(found, expected, `${name}, ${expression}`)
  }
}

const runners: Readonly<Record<string, (item: Case, test: Test) => void>> = {
  urlencoded: (item, test) => {
    const found = parseUrlEncoded(item.text, { separator: item.separator ?? '&', limit: item.limit ?? 1000 })
    const { invalidEncoding, truncated } = item
    const expected = { arguments: item.arguments, invalidEncoding, truncated }
    test.same({ ...found, arguments: pairs(found.arguments) }, expected, JSON.stringify(item.name))
  },
  cookies: (item, test) => {
    const { format, separator = '', commaFallback = false } = item
    const found = pairs(parseCookies(item.header, { format, separator, commaFallback }))
    test.same(found, item.cookies, JSON.stringify(item.name))
  },
  'request-target': (item, test) => {
    const name = JSON.stringify(item.name)
    if (item.line !== undefined) test.same(parseRequestLine(item.line), item.expect, name)
    else if (item.host !== undefined) test.equal(serverName(item.host), item.expect, name)
    else if (item.authorization !== undefined) {
      const header = item.authorization
      test.same({ type: authType(header), user: basicUser(header) }, item.expect, name)
    } else test.same(parseRequestTarget(item.target), item.expect, name)
  },
  'content-type': (item, test) => {
    test.equal(chooseProcessor(item.contentType), item.expect, JSON.stringify(item.name))
  },
  'multipart-boundary': runMultipart,
  'multipart-disposition': runMultipart,
  'multipart-body': runMultipart,
  json: runJson,
  xml: runXml,
}

const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
t.same(
  files.map((name) => name.slice(0, -5)).sort(),
  Object.keys(runners).sort(),
  'every case file has its runner and every runner its file',
)

let total = 0
for (const [suite, run] of Object.entries(runners)) {
  t.test(suite, (test) => {
    const cases: Case[] = JSON.parse(readFileSync(`${folder}/${suite}.json`, 'utf8'))
    test.equal(new Set(cases.map((item) => item.name)).size, cases.length, 'no name is used twice')
    for (const item of cases) {
      const outside = [...JSON.stringify(item)].find((char) => char.codePointAt(0)! > 255)
      test.equal(outside, undefined, `${JSON.stringify(item.name)} holds bytes only`)
      run(item, test)
    }
    total += cases.length
    test.comment(`${cases.length} cases`)
    test.end()
  })
}

t.test('count', (test) => {
  test.ok(total >= 250, `${total} cases in ${files.length} files were run`)
  test.ok(readings > total, `${readings} readings cut into chunks gave the same`)
  test.equal(latin(toBytes('\x00\x7f\x80\xff')), '\x00\x7f\x80\xff', 'bytes come back')
  test.end()
})
