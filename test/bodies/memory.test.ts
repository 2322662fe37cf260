import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { compile, createEngine, type Transaction } from 'secrule'
import t from 'tap'

// What a transaction holds on to, measured behind a garbage collection while it is open: a body that went to the disk is
// in memory nowhere, and whatever is sent, what is kept of it is bounded.

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const megabyte = 1_048_576
/** Just below the limit for bodies without files, so that all of it is read. */
const below = 2 * megabyte - 4096

/** Engines keep the work space of the last transaction: a small one lets go of what a large one left there. */
async function small(): Promise<void> {
  const transaction = await send([['Content-Type', 'text/plain']], [Buffer.from('x')])
  transaction.close()
}

async function held(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    collect()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const engine = createEngine(compile({ file: 'corpus/recommended.conf' }))

async function send(
  headers: readonly (readonly [string, string])[],
  chunks: Iterable<Uint8Array>,
): Promise<Transaction> {
  const transaction = engine.newTransaction()
  transaction.processRequestLine('POST / HTTP/1.1')
  for (const [name, value] of headers) transaction.addRequestHeader(name, value)
  if (transaction.interruption === null) await transaction.processRequestHeaders()
  for (const chunk of chunks) {
    if (transaction.interruption !== null) break
    await transaction.writeRequestBody(chunk)
  }
  if (transaction.interruption === null) await transaction.processRequestBody()
  return transaction
}

/** So many bytes of a repeated text, in chunks of 64 KB. */
function* repeated(text: string, length: number, before = '', after = ''): Iterable<Uint8Array> {
  if (before !== '') yield Buffer.from(before, 'latin1')
  const chunk = Buffer.from(text.repeat(Math.ceil(65_536 / text.length)), 'latin1')
  for (let left = length; left > 0; left -= chunk.length) yield Buffer.from(chunk.subarray(0, left))
  if (after !== '') yield Buffer.from(after, 'latin1')
}

const multipart = 'multipart/form-data; boundary=b'
const fileHead = '--b\r\nContent-Disposition: form-data; name="f"; filename="x.bin"\r\n\r\n'

t.test('a spilled body is in memory nowhere', async (test) => {
  const count = 5
  const size = 8 * megabyte
  for (const [name, type, chunks] of [
    ['an upload', multipart, () => repeated('0123456789abcdef\n', size, fileHead, '\r\n--b--\r\n')],
    ['a body that nothing parses', 'application/octet-stream', () => repeated('\0\x01\x02\xff', size)],
  ] as const) {
    const warm = await send([['Content-Type', type]], chunks())
    warm.close()
    await small()
    const before = await held()
    const open: Transaction[] = []
    for (let i = 0; i < count; i++) open.push(await send([['Content-Type', type]], chunks()))
    const grown = (await held()) - before
    let forwarded = 0
    for (const transaction of open) {
      test.equal(transaction.interruption, null, `${name} passes`)
      for await (const piece of transaction.requestBody()) forwarded += piece.length
      transaction.close()
    }
    test.ok(grown < count * 0.5 * megabyte, `${count} times ${name}: ${Math.round(grown / 1024)} KB held`)
    test.ok(forwarded >= count * size, 'and all of it is there to forward')
  }
})

const hostile: Readonly<Record<string, () => [headers: [string, string][], chunks: Iterable<Uint8Array>]>> = {
  'a form of empty arguments': () => [form, repeated('&', below)],
  'a form of one argument': () => [form, repeated('%41', below)],
  'JSON of many numbers': () => [json, repeated('1,', below, '[')],
  'JSON of many keys': () => [json, repeated('"aaaaaaaaaaaaaaaaaaaa":1,', below, '{')],
  'JSON of long names': () => [json, repeated('1,', megabyte, `{"${'k'.repeat(megabyte / 2)}":[`)],
  'JSON of open brackets': () => [json, repeated('[', below)],
  'JSON of one string': () => [json, repeated('\\u0041', below, '"')],
  'XML of open elements': () => [xml, repeated('<a>', below)],
  'XML of attributes': () => [xml, repeated('<a b="c" d="e"/>', below, '<r>', '</r>')],
  'XML that expands': () => [
    xml,
    repeated(
      '&j;',
      1000,
      `<!DOCTYPE r [<!ENTITY a "${'x'.repeat(1000)}">${[...'bcdefghij'].map((name, i) => `<!ENTITY ${name} "${`&${'abcdefghi'[i]};`.repeat(10)}">`).join('')}]><r>`,
      '</r>',
    ),
  ],
  'multipart of empty parts': () => [
    upload,
    repeated('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n', below),
  ],
  'multipart of small files': () => [upload, repeated(`${fileHead}\r\n`, below)],
  'multipart of header lines': () => [upload, repeated('Xabcdefghijklmnopq: 1\r\n', below, '--b\r\n')],
  'multipart of one line': () => [
    upload,
    repeated('x', below, '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n'),
  ],
  'more than the limit': () => [[['Content-Type', 'text/plain']], repeated('x', 20 * megabyte)],
  'a bomb': () => [[...form, ['Content-Encoding', 'gzip']], [gzipSync(Buffer.alloc(30 * megabyte))]],
  'bombs in bombs': () => [
    [...form, ['Content-Encoding', 'gzip, gzip, gzip']],
    [gzipSync(gzipSync(gzipSync(Buffer.alloc(30 * megabyte))))],
  ],
  'a file in a bomb': () => [
    [...upload, ['Content-Encoding', 'gzip']],
    [gzipSync(Buffer.concat([...repeated('0123456789', 12 * megabyte, fileHead)]))],
  ],
  'headers without end': () => [Array.from({ length: 50_000 }, () => ['X-Header', 'value'] as [string, string]), []],
  'a long cookie': () => [Array.from({ length: 900 }, () => ['Cookie', 'a=1; '.repeat(50)] as [string, string]), []],
}
const form: [string, string][] = [['Content-Type', 'application/x-www-form-urlencoded']]
const json: [string, string][] = [['Content-Type', 'application/json']]
const xml: [string, string][] = [['Content-Type', 'application/xml']]
const upload: [string, string][] = [['Content-Type', multipart]]

/** Megabytes that one request adds while it is open. A function of its own, since a loop keeps its last round alive. */
async function growth(make: (typeof hostile)[string]): Promise<number> {
  const before = await held()
  const transaction = await send(...make())
  for (const variable of ['ARGS', 'REQUEST_COOKIES', 'MULTIPART_PART_HEADERS', 'FILES']) transaction.variable(variable)
  const grown = (await held()) - before
  transaction.close()
  await small()
  return Math.round(grown / megabyte)
}

t.test('what is held is bounded, whatever is sent', async (test) => {
  const figures: string[] = []
  for (const [name, make] of Object.entries(hostile)) {
    const grown = await growth(make)
    figures.push(`${name} ${grown} MB`)
    test.ok(grown <= 96, `${name}: ${grown} MB`)
  }
  test.comment(`${figures.length} hostile requests: ${figures.join(', ')}`)
  await engine.close()
})
