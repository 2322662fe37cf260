// CPU time of bodies of n, 2n and 4n bytes through the engine with the recommended rules: what a body costs must grow as
// it does. The steps of the parsers alone are counted in packages/body/test.
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { compile, createEngine, type Engine } from 'secrule'

const form = 'application/x-www-form-urlencoded'
const upload = 'multipart/form-data; boundary=b'
const part = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n'

/** What is repeated, behind what, and as which type. */
const bodies: readonly (readonly [name: string, type: string, unit: string, before?: string, coding?: 'gzip'])[] = [
  ['form, empty arguments', form, '&'],
  ['form, escapes', form, '%41'],
  ['form, one name', form, 'a'],
  ['JSON, numbers', 'application/json', '1,', '['],
  ['JSON, escapes', 'application/json', '\\u0041', '"'],
  ['JSON, brackets', 'application/json', '['],
  ['XML, open elements', 'application/xml', '<a>'],
  ['XML, attributes', 'application/xml', '<a b="c"/>', '<r>'],
  ['XML, references', 'application/xml', '&#65;', '<r>'],
  ['multipart, parts', upload, `${part}x\r\n`],
  ['multipart, dashes', upload, '-', part],
  ['multipart, almost boundaries', upload, '\r\n--a', part],
  ['multipart, line feeds', upload, '\n', part],
  ['multipart, header lines', upload, 'X: y\r\n', '--b\r\n'],
  ['gzip of random text', form, 'q8Zk2-', 'a=', 'gzip'],
]

async function cost(
  engine: Engine,
  [, type, unit, before = '', coding]: (typeof bodies)[number],
  size: number,
): Promise<number> {
  const text = Buffer.from(before + unit.repeat(Math.ceil(size / unit.length)), 'latin1')
  const body = coding === 'gzip' ? gzipSync(text) : text
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 4; round++) {
    const began = process.cpuUsage()
    const transaction = engine.newTransaction()
    transaction.processRequestLine('POST / HTTP/1.1')
    transaction.addRequestHeader('Content-Type', type)
    if (coding !== undefined) transaction.addRequestHeader('Content-Encoding', coding)
    await transaction.processRequestHeaders()
    for (let at = 0; at < body.length; at += 65_536) await transaction.writeRequestBody(body.subarray(at, at + 65_536))
    await transaction.processRequestBody()
    transaction.close()
    const { user, system } = process.cpuUsage(began)
    best = Math.min(best, (user + system) / 1000)
  }
  return best
}

/** The times as a table, and whether some grow faster than the body. */
export async function benchBodies(): Promise<string[]> {
  const engine = createEngine(compile({ file: 'corpus/recommended.conf' }))
  const lines = ['| body | n = 256 KB, ms | 2n | 4n | 4n / n |', '|---|---|---|---|---|']
  let isLinear = true
  for (const body of bodies) {
    const times: number[] = []
    for (const size of [262_144, 524_288, 1_048_576]) times.push(await cost(engine, body, size))
    const ratio = times[2]! / Math.max(1, times[0]!)
    if (ratio > 8) isLinear = false
    lines.push(`| ${body[0]} | ${times.map((time) => time.toFixed(1)).join(' | ')} | ${ratio.toFixed(1)} |`)
  }
  await engine.close()
  return [...lines, '', isLinear ? 'None costs more than its size.' : 'SUPER-LINEAR: see the last column.']
}

const isMain = process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href
if (isMain) console.log((await benchBodies()).join('\n'))
