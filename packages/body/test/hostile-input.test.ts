// No reader throws on any bytes, and none takes a name of JavaScript for more than a name.
import {
  authType,
  basicUser,
  checkXPath,
  chooseProcessor,
  createXmlReader,
  latin,
  parseCookies,
  parseRequestLine,
  parseRequestTarget,
  parseUrlEncoded,
  serverName,
  toBytes,
} from '@secrule/body'
import fc from 'fast-check'
import t from 'tap'
import { cut, mixOf, numRuns, seed } from './random-input.js'
import { json, multipart } from './read-body.js'

t.test('nothing throws', (test) => {
  const xml = createXmlReader()
  const marks = [
    '<',
    '>',
    '/',
    '&',
    ';',
    '#x41',
    '<!DOCTYPE a [',
    ']>',
    '<!ENTITY ',
    '%p;',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    '<?xml ',
    '?>',
    '<a>',
    '</a>',
    'x="1"',
    "'",
    ' ',
  ]
  const marksOfRequests = [
    '/',
    '//',
    '?',
    '#',
    ':',
    '://',
    '%',
    '%41',
    '[',
    ']',
    '=',
    ';',
    ',',
    '"',
    ' ',
    '$',
    '&',
    '+',
    'HTTP/1.1',
    'Basic ',
    '\\',
    '\t',
    '\r\n',
    'boundary=',
  ]
  fc.assert(
    fc.property(mixOf(marks), (list) => {
      const result = xml.parse(list.join(''), { externalEntities: false })
      const document = 'error' in result ? result.partial : result
      document?.xpath('/*', [])
      document?.xpath('//@*', [])
      document?.free()
      return true
    }),
    { numRuns: numRuns * 2, seed },
  )
  fc.assert(
    fc.property(mixOf(marksOfRequests), (list) => {
      const text = list.join('')
      const target = parseRequestTarget(text)
      const line = parseRequestLine(text)
      parseCookies(text, { format: 0, separator: '' })
      parseCookies(text, { format: 1, separator: '' })
      parseUrlEncoded(text, { separator: ';', limit: 5 })
      serverName(text)
      basicUser(text)
      authType(text)
      chooseProcessor(text)
      checkXPath(text)
      multipart(text, [])
      multipart(`multipart/form-data;${text}`, [])
      return target.raw === text && text.includes(line.method) && text.includes(line.target)
    }),
    { numRuns: numRuns * 2, seed },
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.array(fc.nat(), { maxLength: 4 }), (bytes, at) => {
      const chunks = cut(latin(bytes), at)
      xml.parse(bytes, { externalEntities: false })
      return JSON.stringify(json(chunks)) === JSON.stringify(json([bytes]))
    }),
    { numRuns: numRuns * 2, seed },
  )
  test.pass(`${numRuns * 6} inputs`)
  test.end()
})

t.test('nothing changes an object', (test) => {
  const before = Object.getOwnPropertyNames(Object.prototype).join()
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    const form = parseUrlEncoded(`${name}=1&${name}[x]=2`, { separator: '&', limit: 10 })
    test.equal(form.arguments[0]?.name, name)
    test.equal(parseCookies(`${name}=1`, { format: 1, separator: '' })[0]?.name, name)
    test.equal(json([toBytes(`{"${name}":{"x":1}}`)]).arguments[0]?.name, `json.${name}.x`)
    const body = `--b\r\nContent-Disposition: form-data; name="${name}"\r\n${name}: x\r\n\r\n1\r\n--b--\r\n`
    const result = multipart('multipart/form-data; boundary=b', [toBytes(body)])
    test.equal(result.fields[0]?.name, name)
    test.equal(result.error, null)
    const document = createXmlReader().parse(`<a ${name}="1"><${name}>2</${name}>&amp;</a>`, {
      externalEntities: false,
    })
    test.same('error' in document ? document.error : document.xpath(`//${name}|//@${name}`, []), ['1', '2'])
    const entity = createXmlReader().parse(`<a>&${name};</a>`, { externalEntities: false })
    test.ok('error' in entity, `&${name}; is not declared`)
    test.type(checkXPath(`${name}()`), 'string', `${name}() is no function`)
  }
  test.equal(Object.getOwnPropertyNames(Object.prototype).join(), before)
  test.equal(({} as Record<string, unknown>).x, undefined)
  test.end()
})
