// Every reader works as long as its input, counted in bytes that are read, not by a clock.
import {
  basicUser,
  createXmlReader,
  JsonParser,
  MultipartParser,
  parseCookies,
  parseRequestLine,
  parseRequestTarget,
  parseUrlEncoded,
  serverName,
  toBytes,
} from '@secrule/body'
import t from 'tap'
import { multipartOptions } from './read-body.js'

/** Bytes whose reads are counted: each element read is one step, a search costs the way it goes. */
function counted(text: string, steps: { count: number }): Uint8Array {
  const wrap = (bytes: Uint8Array): Uint8Array =>
    new Proxy(bytes, {
      get(target, key) {
        if (key === 'length') return target.length
        if (typeof key === 'string' && /^\d/.test(key)) {
          steps.count++
          return target[Number(key)]
        }
        if (key === 'indexOf') {
          return (value: number, from = 0) => {
            const found = target.indexOf(value, from)
            steps.count += (found < 0 ? target.length : found) - from + 1
            return found
          }
        }
        if (key === 'subarray') return (from: number, to: number) => target.subarray(from, to)
        throw new Error(`the counter does not know ${String(key)}`)
      },
    })
  return wrap(toBytes(text))
}

/** Steps of a function on texts: characters read one by one, and the ways of searches. */
function stringSteps(work: () => void): number {
  const { charCodeAt, indexOf, slice } = String.prototype
  let count = 0
  String.prototype.charCodeAt = function (at) {
    count++
    return charCodeAt.call(this, at)
  }
  String.prototype.indexOf = function (what, from = 0) {
    const found = indexOf.call(this, what, from)
    count += (found < 0 ? this.length : found) - from + 1
    return found
  }
  String.prototype.slice = function (from, to) {
    count++
    return slice.call(this, from, to)
  }
  try {
    work()
  } finally {
    Object.assign(String.prototype, { charCodeAt, indexOf, slice })
  }
  return count
}

function isLinear(steps: (size: number) => number): boolean {
  const small = steps(1000)
  const middle = steps(2000)
  const large = steps(4000)
  return middle <= small * 2.3 + 300 && large <= small * 4.6 + 600
}

t.test('work grows with the input, not faster', (test) => {
  const head = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
  const bodies = [
    '-',
    '\n',
    '\r',
    '\r\n',
    '--',
    '--\n',
    '--b',
    'x--b',
    ' --b\n',
    'x',
    '--b\r\n',
    head,
    '- -\n',
    '\n--"b',
  ]
  for (const unit of bodies) {
    for (const mark of ['b', '-'.repeat(200)]) {
      const linear = isLinear((size) => {
        const steps = { count: 0 }
        const parser = new MultipartParser(`multipart/form-data; boundary=${mark}`, multipartOptions)
        parser.write(counted(head.replace('b', mark) + unit.repeat(size), steps))
        parser.end()
        return steps.count
      })
      test.ok(linear, `multipart, ${JSON.stringify(unit)}, boundary of ${mark.length}`)
    }
  }
  for (const unit of ['[', '{"a":', '"', '\\u', '"a",', '1', '-', ' ', '"\\ud800', ',', 'true', '[1,', '\xc3']) {
    const linear = isLinear((size) => {
      const steps = { count: 0 }
      const parser = new JsonParser({ depthLimit: 1e6, argumentLimit: 1e6, naming: 'modsecurity3' })
      parser.write(counted(`[${unit.repeat(size)}`, steps))
      parser.end()
      return steps.count
    })
    test.ok(linear, `JSON, ${JSON.stringify(unit)}`)
  }
  const texts: Record<string, (text: string) => unknown> = {
    urlencoded: (text) => parseUrlEncoded(text, { separator: '&', limit: 1e6 }),
    'cookies 0': (text) => parseCookies(text, { format: 0, separator: '' }),
    'cookies 1': (text) => parseCookies(text, { format: 1, separator: '' }),
    target: parseRequestTarget,
    line: parseRequestLine,
    host: serverName,
    user: (text) => basicUser(`Basic ${text}`),
    xml: (text) => createXmlReader().parse(`<a>${text}`, { externalEntities: false, depthLimit: 1e6, nodeLimit: 1e6 }),
    doctype: (text) => createXmlReader().parse(`<!DOCTYPE a [${text}`, { externalEntities: false }),
  }
  const units = [
    'a',
    '%',
    '%41',
    '+',
    '&',
    '=',
    ';',
    ' ',
    '"',
    '$a=',
    ',',
    '/',
    ':',
    '?',
    '#',
    '&amp;',
    '<b>',
    '<b/>',
    '<b c="1"/>',
    '<!--',
    '<!-- -->',
    ']]>',
    '<![CDATA[]]>',
    '<?p?>',
    '&#65;',
    '<',
    '<b c="',
    '%p;',
    '<!ENTITY a "b">',
    '<!ATTLIST a b CDATA "c">',
    "<!ENTITY % p ''>%p;",
  ]
  for (const [name, run] of Object.entries(texts)) {
    for (const unit of units) {
      const linear = isLinear((size) => stringSteps(() => run(unit.repeat(size))))
      test.ok(linear, `${name}, ${JSON.stringify(unit)}`)
    }
  }
  test.end()
})
