// XML documents come back.
import { createXmlReader, utf8Bytes } from '@secrule/body'
import fc from 'fast-check'
import t from 'tap'
import { mixOf, numRuns, runs, seed } from './random-input.js'

t.test('XML comes back', (test) => {
  interface Tree {
    name: string
    attributes: [string, string][]
    children: (Tree | string)[]
  }
  const name = fc.stringMatching(/^[a-z][a-z0-9]{0,4}$/)
  const text = fc.string({ unit: 'grapheme', maxLength: 8 }).map((raw) => raw.replace(/[^\x20-\ud7ff]/g, '.'))
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.record({
      name,
      attributes: fc.uniqueArray(fc.tuple(name, text), { selector: ([key]) => key, maxLength: 3 }),
      children: fc.array(fc.oneof({ depthSize: 'small', withCrossShrink: true }, text, tie('tree')), { maxLength: 4 }),
    }),
  }))
  const quoted = (raw: string, quote: boolean) =>
    raw.replace(/[&<>"]/g, (char) => (char === '"' && !quote ? char : `&#${char.charCodeAt(0)};`))
  const write = ({ name, attributes, children }: Tree): string => {
    const list = attributes.map(([key, value]) => ` ${key}="${quoted(value, true)}"`).join('')
    if (children.length === 0) return `<${name}${list}/>`
    return `<${name}${list}>${children.map((child) => (typeof child === 'string' ? quoted(child, false) : write(child))).join('')}</${name}>`
  }
  const textOf = (node: Tree): string =>
    node.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('')
  const attributesOf = (node: Tree): string[] => [
    ...node.attributes.map(([, value]) => value),
    ...node.children.flatMap((child) => (typeof child === 'string' ? [] : attributesOf(child))),
  ]
  fc.assert(
    fc.property(tree, (root) => {
      const document = createXmlReader().parse(utf8Bytes(write(root)), { externalEntities: false })
      if ('error' in document) return false
      const whole = document.xpath('/*', [])
      const values = document.xpath('//@*', [])
      return (
        JSON.stringify(whole) === JSON.stringify([utf8Bytes(textOf(root))]) &&
        JSON.stringify(values) === JSON.stringify(attributesOf(root).map(utf8Bytes))
      )
    }),
    runs,
  )
  test.pass(`${numRuns} documents`)
  test.end()
})

t.test('the same in turns of any size', (test) => {
  const heads = [
    '',
    '<?xml version="1.0"?> <!-- a --><?p q?>',
    '<!DOCTYPE a [<!ENTITY e "<i j=\'k\'>3</i>4&amp;<l/>"><!ENTITY f "&e;&e;"><!ENTITY g "<m>"><!ENTITY h "&h;">]>\n',
    '<!DOCTYPE a [<!ENTITY e "5"><!ATTLIST b c CDATA "&e;6">]><!-- b -->',
  ]
  const pieces = [
    ...['<b>', '</b>', '<b/>', '<b c="1">', '<b d="&e;"/>', 'text', '&amp;', '&#65;', '&e;', '&f;', '&g;', '&h;'],
    ...['<![CDATA[<x>]]>', '<!-- n -->', '<?p q?>', ' ', '\r\n', '\xc3\xa9', '<', '>', ']]>', '&', '</a>', '\x01'],
  ]
  const calm = pieces.slice(2, 20).filter((piece) => !['<b c="1">', '&g;', '&h;'].includes(piece))
  const sizes = [1, 2, 7, 20, 33, 100, 1000]
  const reader = createXmlReader()
  const shown = (result: ReturnType<typeof reader.parse>): string => {
    const document = 'error' in result ? result.partial : result
    const found = ['/*', '//@*', '//text()', '//*', '//*[last()]'].map((path) => document?.xpath(path, []))
    return JSON.stringify(['error' in result ? result.error : '', found])
  }
  let [wellFormed, turns] = [0, 0]
  fc.assert(
    fc.property(
      fc.constantFrom(...heads),
      fc.oneof(mixOf(pieces), fc.array(fc.constantFrom(...calm), { maxLength: 25 })),
      fc.constantFrom('</a>', '</a> <!-- z -->', '</a><?p?>\n', '', '</a>x'),
      fc.constantFrom(...sizes),
      (head, list, tail, size) => {
        const body = `${head}<a>${list.join('')}${tail}`
        const limits = { externalEntities: false, depthLimit: 6, nodeLimit: 60, expansionLimit: 300 }
        const whole = reader.parse(body, limits)
        if (!('error' in whole)) wellFormed++
        const reading = reader.open!(body, limits)
        let own = 1
        while (!reading.goOn(size)) own++
        turns += own
        // each turn does something, so that there is an end
        return own <= body.length + 400 && reading.goOn(size) && shown(reading.end()) === shown(whole)
      },
    ),
    { numRuns: numRuns * 2, seed },
  )
  test.ok(
    wellFormed > numRuns / 10,
    `${wellFormed} of ${numRuns * 2} documents were well formed, read in ${turns} turns`,
  )
  test.ok(turns > numRuns * 4)
  const large = `<a>${'<b c="1">x</b>'.repeat(10_000)}</a>`
  const reading = reader.open!(large, { externalEntities: false })
  let own = 1
  while (!reading.goOn(32_768)) own++
  test.ok(own >= 10, `${large.length} bytes in ${own} turns`)
  test.end()
})

t.test('what rules ask for most is at hand, and the same', (test) => {
  const document = createXmlReader().parse('<a b="1">2<c d="3" xmlns:p="u" p:e="4">5<!-- -->6</c><c/>7</a>', {
    externalEntities: false,
  })
  if ('error' in document) throw new Error(document.error)
  for (const [quick, other] of [
    ['//@*', '//*/@*'],
    ['//@node()', '//*/@*'],
    ['//text()', '//*/text()'],
    ['//@p:*', '//*/@p:*'],
    ['//@d', '//*/@d'],
    ['//text()[1]', '//*/text()[1]'],
  ] as const) {
    const found = document.xpath(quick, [])
    test.same(found, document.xpath(other, []), quick)
    test.ok(found !== null && found.length > 0)
  }
  test.end()
})
