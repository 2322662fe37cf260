// The engine that validates, and the built-in reader against it.
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createXmlReader, toBytes, utf8Bytes } from '@secrule/body'
import { loadLibxml } from '@secrule/body/node'
import fc from 'fast-check'
import t from 'tap'
import { proof, seed } from './random-input.js'

t.test('libxml2', async (test) => {
  const engine = await loadLibxml()
  const read = (body: string) => {
    const document = engine.parse(toBytes(body), { externalEntities: false })
    if ('error' in document) throw new Error(document.error)
    return document
  }
  const schema = toBytes(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="age">
    <xs:simpleType><xs:restriction base="xs:integer"><xs:maxInclusive value="150"/></xs:restriction></xs:simpleType>
    </xs:element></xs:schema>`)
  test.same(read('<age>42</age>').validateSchema(schema, 'age.xsd'), { outcome: 'valid' })
  const wrong = read('<age>4\xc3\xa92</age>').validateSchema(schema, 'age.xsd')
  test.equal(wrong.outcome, 'invalid')
  test.match(wrong, { errors: [/Element 'age': '4\xc3\xa92' is not a valid value/] }, 'messages are byte strings')
  const broken = read('<age/>').validateSchema(toBytes('<xs:schema'), 'bad.xsd')
  test.same(broken, { outcome: 'unusable', error: "Failed to parse the XML resource 'bad.xsd'." })
  test.equal(read('<age/>').validateSchema(toBytes('<a/>'), 'no.xsd').outcome, 'unusable', 'XML that is no schema')
  const including = toBytes(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
    <xs:include schemaLocation="file:///etc/passwd"/><xs:element name="age" type="other"/></xs:schema>`)
  test.equal(read('<age/>').validateSchema(including, 'x.xsd').outcome, 'unusable', 'no file is read')

  const dtd = toBytes('<!ELEMENT a (b+)><!ELEMENT b (#PCDATA)><!ATTLIST a x CDATA #REQUIRED>')
  test.same(read('<a x="1"><b>2</b></a>').validateDtd(dtd, 'a.dtd'), { outcome: 'valid' })
  test.match(read('<a x="1"><c/></a>').validateDtd(dtd, 'a.dtd'), {
    outcome: 'invalid',
    errors: [/./, /No declaration for element c/],
  })
  test.equal(read('<a/>').validateDtd(toBytes('<!ELEMENT'), 'bad.dtd').outcome, 'unusable')
  const own = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a x="1"><b>1&e;2</b></a>'
  test.same(read(own).validateDtd(dtd, 'a.dtd'), { outcome: 'valid' })

  const document = read('<a xmlns:p="urn:p"><p:\xc3\xa9 x="1">\xe2\x82\xac<!--note--></p:\xc3\xa9></a>')
  test.same(document.xpath('//comment()', []), ['note'], 'XPath beyond the built-in engine')
  test.same(document.xpath('//q:\xc3\xa9/following::node()|//q:\xc3\xa9', [['q', 'urn:p']]), ['\xe2\x82\xac'])
  test.same(document.xpath('/a[', []), null)
  document.free()
  test.equal(document.xpath('//comment()', []), null, 'nothing after free')
  const small = createXmlReader().parse('<a/>', { externalEntities: false })
  if ('error' in small) throw new Error(small.error)
  test.equal(small.validateSchema(schema, 'age.xsd').outcome, 'unusable', 'the built-in engine says that it cannot')
  test.equal(small.validateDtd(dtd, 'a.dtd').outcome, 'unusable')

  // Two independent answers: the built-in reader and libxml2 agree on what is well formed and what the rules see.
  const place = createRequire(resolve('packages/body/package.json')).resolve('libxml2-wasm')
  const { XmlDocument, ParseOption }: typeof import('libxml2-wasm') = await import(pathToFileURL(place).href)
  const option = ParseOption.XML_PARSE_NOENT | ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_NOCDATA
  const pieces = [
    '<a>',
    '</a>',
    '<b c="1">',
    '</b>',
    "<d e='2'/>",
    'text',
    '&amp;',
    '&#65;',
    '<![CDATA[<x>]]>',
    '<!-- n -->',
    '<?p q?>',
    ' ',
    '\n',
    '\xc3\xa9',
    '&e;',
    '<',
    '>',
    '"',
    ']]>',
    '&',
    '--',
    '/',
    '=',
    '<a b="&e;" f="x\ty"/>',
    '\xff',
    '\x01',
  ]
  const heads = [
    '',
    '',
    '<?xml version="1.0"?>',
    '<!DOCTYPE a [<!ENTITY e "<i>3</i>4">]>',
    '<!DOCTYPE a [<!ENTITY e "5"><!ATTLIST a g CDATA "6">]>',
    '<!DOCTYPE a SYSTEM "x">',
  ]
  const expressions = [
    '/*',
    '//@*',
    '//text()',
    '//b',
    '//a/*[2]',
    '//*[@c]/..',
    '//*[last()]',
    '(//*)[last()]',
    '//b|//a',
    '//*[not(@*)]',
    '//a//b[1]',
    '//*[count(*)>1]',
    '//*[.="text"]',
  ]
  let wellFormed = 0
  const judge = (body: string): true | string => {
    let other: InstanceType<typeof XmlDocument> | null = null
    try {
      // Default attributes are an option there, one that also asks for external declarations.
      const defaults = body.includes('ATTLIST') ? ParseOption.XML_PARSE_DTDATTR : 0
      other = XmlDocument.fromBuffer(toBytes(body), { option: option | defaults })
    } catch {
      // Not well formed there: compared below.
    }
    try {
      const mine = createXmlReader().parse(body, { externalEntities: false })
      if ('error' in mine) return other === null ? true : `only here: ${mine.error}`
      if (other === null) return 'only there an error'
      wellFormed++
      for (const expression of expressions) {
        const found = other.eval(expression)
        const theirs = Array.isArray(found) ? found.map((node) => utf8Bytes(node.content)) : []
        if (JSON.stringify(mine.xpath(expression, [])) !== JSON.stringify(theirs))
          return `${expression}: ${JSON.stringify(theirs)}`
      }
      return true
    } finally {
      other?.dispose()
    }
  }
  const count = proof ? 20_000 : 1500
  fc.assert(
    fc.property(
      fc.constantFrom(...heads),
      fc.array(fc.constantFrom(...pieces), { maxLength: 12 }),
      fc.boolean(),
      (head, list, closed) => {
        // Half of them with balanced tags, so that many are well formed.
        const body = `${head}<a>${list.map((piece) => (closed ? balance(piece) : piece)).join('')}</a>`
        const result = judge(body)
        if (result !== true) throw new Error(`${JSON.stringify(body)}: ${result}`)
      },
    ),
    { numRuns: count, seed },
  )
  test.ok(wellFormed > count / 20, `${wellFormed} of ${count} documents were well formed, all judged alike`)
})

/** A piece of a document as one that keeps it well formed. */
function balance(piece: string): string {
  if (piece === '<a>' || piece === '</a>') return '<a><b c="7">8</b></a>'
  if (piece === '<b c="1">' || piece === '</b>') return '<b c="1">9</b>'
  return ['<', '&', ']]>', '\xff', '\x01'].includes(piece) ? 'x' : piece
}
