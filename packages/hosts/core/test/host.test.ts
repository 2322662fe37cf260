import { BlockList, isIP } from 'node:net'
import {
  clientAddress,
  clientTrust,
  forwardedHops,
  headerText,
  ownPage,
  plainAddress,
  reactionTo,
  requestId,
} from '@secrule/host'
import fc from 'fast-check'
import type { Interruption } from 'secrule'
import t from 'tap'

t.test('whose word is taken, next to what Node says', async (t) => {
  const byte = fc.integer({ min: 0, max: 255 })
  const four = fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join('.'))
  const six = fc.ipV6()
  let cases = 0
  const agrees = (network: string, bits: number, address: string) => {
    cases++
    const list = new BlockList()
    list.addSubnet(network, bits, isIP(network) === 4 ? 'ipv4' : 'ipv6')
    const expected = list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')
    return clientTrust([`${network}/${bits}`]).isTrusted(address, 0) === expected
  }
  fc.assert(
    fc.property(
      four,
      fc.integer({ min: 0, max: 32 }),
      fc.oneof(four, fc.constant('10.1.2.3')),
      (network, bits, address) => agrees(network, bits, address),
    ),
    { seed: 7, numRuns: 500 },
  )
  const isMapped = (address: string) => /^(0*:)*:?(ffff:|::ffff)/i.test(address)
  fc.assert(
    fc.property(
      six,
      fc.integer({ min: 0, max: 128 }),
      fc.oneof(six, fc.constantFrom('::1', 'fe80::1')),
      (network, bits, address) => {
        // Node keeps IPv4 addresses in IPv6 notation apart; here they are what they are.
        fc.pre(!isMapped(network) && !isMapped(address))
        return agrees(network, bits, address)
      },
    ),
    { seed: 7, numRuns: 500 },
  )
  t.comment(`${cases} networks and addresses`)

  const texts = ['', '1.2.3', '1.2.3.4.5', '256.1.1.1', '01.2.3.4', '1.2.3.4/8/1', '10.0.0.0/33', '::1/129', '1.2.3.4/']
  for (const text of [
    ...texts,
    ':',
    ':::',
    '1::2::3',
    '12345::',
    'g::',
    '1:2:3:4:5:6:7',
    '::1.2.3',
    '1:2:3:4:5:6:7:8:9',
  ]) {
    t.throws(() => clientTrust([text]), /`trustProxy` must hold addresses or networks/, JSON.stringify(text))
  }
  t.ok(clientTrust(['192.0.2.0/24']).isTrusted('::ffff:192.0.2.9', 0))
  t.throws(() => clientTrust(-1))
  t.throws(() => clientTrust('all' as never))
})

t.test('who the client is', async (t) => {
  const table: [trust: Parameters<typeof clientTrust>[0], forwardedFor: string[], address: string, port: number][] = [
    [false, ['203.0.113.1'], '192.0.2.1', 5],
    [true, ['203.0.113.1, 198.51.100.1'], '203.0.113.1', 0],
    [1, ['203.0.113.1, 198.51.100.1'], '198.51.100.1', 0],
    [2, ['203.0.113.1', '198.51.100.1'], '203.0.113.1', 0],
    [['192.0.2.1'], ['203.0.113.1, 198.51.100.1'], '198.51.100.1', 0],
    [['192.0.2.0/24', '198.51.100.1'], ['203.0.113.1, 198.51.100.1'], '203.0.113.1', 0],
    [true, ['203.0.113.1, nonsense'], '192.0.2.1', 5],
    [true, ['[2001:db8::1]:80'], '2001:db8::1', 0],
    [true, ['203.0.113.1:4711'], '203.0.113.1', 0],
    [true, [], '192.0.2.1', 5],
    [true, ['::ffff:203.0.113.1'], '203.0.113.1', 0],
  ]
  for (const [trust, forwardedFor, address, port] of table) {
    const headers = forwardedFor.flatMap((value) => ['X-Forwarded-For', value, 'Forwarded', 'for=6.6.6.6'])
    const client = clientAddress('::ffff:192.0.2.1', 5, headers, clientTrust(trust))
    t.same([client.address, client.port], [address, port], JSON.stringify([trust, forwardedFor]))
  }
  t.equal(plainAddress('2001:db8::1'), '2001:db8::1')

  const forwarded: [from: Parameters<typeof clientTrust>[0], forwarded: string[], address: string][] = [
    [true, ['for=203.0.113.1;proto=https;by=192.0.2.1, For="198.51.100.1:80"'], '203.0.113.1'],
    [1, ['for=203.0.113.1, for=198.51.100.1'], '198.51.100.1'],
    [2, ['for=203.0.113.1', 'proto=http ; FOR=198.51.100.1'], '203.0.113.1'],
    [['192.0.2.1'], ['for="[2001:db8:cafe::17]:4711"'], '2001:db8:cafe::17'],
    [true, ['for="_secret", for=203.0.113.1'], '203.0.113.1'],
    [true, ['for=203.0.113.1, for=unknown'], '192.0.2.1'],
    [true, ['for=203.0.113.1, proto=https'], '192.0.2.1'],
    [true, ['for=203.0.113.1;for=203.0.113.2'], '192.0.2.1'],
    [true, ['for=203.0.113.1,'], '192.0.2.1'],
    [true, ['for="203.0.113.1\\:80"'], '203.0.113.1'],
    [true, ['for=203.0.113.1;host="a,b;c\\"d"'], '203.0.113.1'],
    // What a client wrote in front does not reach into what the proxy wrote.
    [true, ['for="evil, for=203.0.113.1'], '203.0.113.1'],
    [true, ['for="evil\\, for=203.0.113.1'], '203.0.113.1'],
    [true, ['host=";for=6.6.6.6;for=6.6.6.6";for=203.0.113.1'], '203.0.113.1'],
    [1, ['host="x, for=203.0.113.1;by="y'], '192.0.2.1'],
    [true, [], '192.0.2.1'],
  ]
  for (const [from, values, address] of forwarded) {
    const headers = values.flatMap((value) => ['forwarded', value, 'X-Forwarded-For', '6.6.6.6'])
    const trust = clientTrust({ from: from as true, header: 'forwarded' })
    t.equal(clientAddress('192.0.2.1', 5, headers, trust).address, address, JSON.stringify([from, values]))
  }
  t.equal(clientAddress('192.0.2.1', 5, ['X-Forwarded-For', '203.0.113.1'], clientTrust({ from: true })).port, 0)
  for (const bad of [{ from: true, header: 'via' }, { from: 'all' }, { from: true, heder: 'forwarded' }, {}, null]) {
    t.throws(() => clientTrust(bad as never), /`trustProxy/, JSON.stringify(bad))
  }
})

t.test('Forwarded, written by the rules and read back', async (t) => {
  const quoted = fc.string({ unit: 'binary', maxLength: 12 }).map((text) => {
    const printable = text.replace(/[^\t\x20-\x7e]/g, 'x')
    return `"${printable.replace(/["\\]/g, (char) => `\\${char}`)}"`
  })
  const node = fc.oneof(
    fc.ipV4(),
    fc.constantFrom('unknown', '_hidden'),
    fc.ipV6().map((six) => `"[${six}]:80"`),
  )
  const element = fc.tuple(node, fc.option(quoted)).map(([name, host]) => ({
    name,
    text: `for=${name}${host === null ? '' : `;host=${host}`}`,
  }))
  const plain = (name: string) => name.replaceAll('"', '')
  let cases = 0
  fc.assert(
    fc.property(fc.array(element, { minLength: 1, maxLength: 6 }), fc.string({ maxLength: 40 }), (elements, junk) => {
      cases++
      const line = elements.map(({ text }) => text).join(', ')
      const read = [...forwardedHops([line])]
      if (
        read.join() !==
        elements
          .map(({ name }) => plain(name))
          .reverse()
          .join()
      )
        return false
      // Whatever stands in front, the last element is the one that was written last.
      const [nearest] = forwardedHops([`${junk}, ${elements.at(-1)?.text ?? ''}`])
      return nearest === plain(elements.at(-1)?.name ?? '')
    }),
    { seed: 11, numRuns: 2_000 },
  )
  const long = Array.from({ length: 20_000 }, () => '"').join(',')
  t.same([...forwardedHops([long])], [null], 'what cannot be read is not searched for long')
  t.comment(`${cases} lines`)
})

t.test('what a verdict comes to', async (t) => {
  const verdict: Interruption = { action: 'deny', status: 403, phase: 1, ruleId: 1, reason: 'rule' }
  const table: [Partial<Interruption>, ReturnType<typeof reactionTo>][] = [
    [{}, { kind: 'answer', status: 403, headers: [] }],
    [{ status: 101 }, { kind: 'answer', status: 403, headers: [] }],
    [{ status: 700 }, { kind: 'answer', status: 403, headers: [] }],
    [{ action: 'drop' }, { kind: 'drop' }],
    [
      { action: 'proxy', url: 'http://a/' },
      { kind: 'answer', status: 500, headers: [] },
    ],
    [
      { action: 'redirect', status: 307, url: 'https://a/b' },
      { kind: 'answer', status: 307, headers: ['Location', 'https://a/b'] },
    ],
    [
      { action: 'redirect', url: 'https://a/\r\nX: \xe9' },
      { kind: 'answer', status: 302, headers: ['Location', 'https://a/%0D%0AX:%20%E9'] },
    ],
  ]
  for (const [changes, expected] of table) {
    t.same(reactionTo({ ...verdict, ...changes }), expected, JSON.stringify(changes))
  }
  t.equal(headerText('a\r\nb\u0100\xe9'), 'a  b \xe9')
})

t.test('pages', async (t) => {
  const text = (accept: string[], templates = {}) => {
    const { type, body } = ownPage(403, 'the-id', accept, templates)
    return `${type}: ${new TextDecoder().decode(body)}`
  }
  t.match(text([]), /^text\/html; charset=utf-8: [\s\S]*<h1>Forbidden<\/h1>[\s\S]*the-id/)
  t.equal(text(['application/json']), 'application/json: {"status":403,"error":"Forbidden","id":"the-id"}\n')
  t.match(text(['text/html;q=0.9, application/json;q=0.8']), /^text\/html/)
  t.equal(text(['*/*'], { html: '<b>ü {id} {status} {other}' }), 'text/html; charset=utf-8: <b>ü the-id 403 {other}')
})

t.test('ids', async (t) => {
  const ids = new Set(Array.from({ length: 1000 }, () => requestId([], false)))
  t.equal(ids.size, 1000)
  for (const id of ids) if (!/^[\w-]{20}$/.test(id)) t.fail(id)
  t.equal(requestId(['x-request-id', 'abc.1'], true), 'abc.1')
  for (const headers of [
    ['x-request-id', 'a b'],
    ['x-request-id', 'a', 'X-Request-Id', 'b'],
    ['x-request-id', 'a'.repeat(129)],
  ]) {
    t.match(requestId(headers, true), /^[\w-]{20}$/)
  }
  t.match(requestId(['x-request-id', 'abc.1'], false), /^[\w-]{20}$/)
})
