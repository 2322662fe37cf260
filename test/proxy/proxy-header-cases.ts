import { isIP } from 'node:net'
import { readProxyHeader } from '@secrule/proxy'
import fc from 'fast-check'
import type { Test } from 'tap'
import { RawClient } from './raw-client.js'
import { Stage } from './stage.js'

const seed = 23
const get = 'GET /after HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n'
const bytes = (text: string) => Buffer.from(text, 'latin1')

/** A header of version 2. */
function binary(command: number, family: number, rest: string, length = rest.length): string {
  const size = String.fromCharCode(length >> 8, length & 255)
  return `\r\n\r\n\0\r\nQUIT\n${String.fromCharCode(command, family)}${size}${rest}`
}

const four = '\xc0\0\x02\x07\x7f\0\0\x01\x12\x34\0\x50'
const six = `${'\x20\x01\x0d\xb8'}${'\0'.repeat(11)}\x07${'\0'.repeat(15)}\x01\x12\x34\0\x50`
const good: readonly (readonly [string, string, string | null])[] = [
  ['version 1', 'PROXY TCP4 192.0.2.7 127.0.0.1 4660 80\r\n', '192.0.2.7'],
  ['version 1, IPv6', 'PROXY TCP6 2001:db8::7 ::1 4660 80\r\n', '2001:db8::7'],
  ['version 1, unknown', 'PROXY UNKNOWN\r\n', null],
  ['version 1, unknown and more', 'PROXY UNKNOWN ffff::1 whatever 1 2\r\n', null],
  ['version 2', binary(0x21, 0x11, four), '192.0.2.7'],
  ['version 2, IPv6', binary(0x21, 0x21, six), '2001:db8::7'],
  ['version 2 with extensions', binary(0x21, 0x11, `${four}\x04\0\x03abc\x01\0\0`), '192.0.2.7'],
  [
    'version 2, a mapped address',
    binary(0x21, 0x21, `${'\0'.repeat(10)}\xff\xff\xc0\0\x02\x07${six.slice(16)}`),
    '192.0.2.7',
  ],
  ['version 2, local', binary(0x20, 0, ''), null],
  ['version 2, local with addresses', binary(0x20, 0x11, four), null],
  ['version 2, no family', binary(0x21, 0, ''), null],
  ['version 2, Unix', binary(0x21, 0x31, '\0'.repeat(216)), null],
]
const bad: readonly string[] = [
  'GET / HTTP/1.1\r\n\r\n',
  'PROXX TCP4 192.0.2.7 127.0.0.1 1 2\r\n',
  'PROXY  TCP4 192.0.2.7 127.0.0.1 1 2\r\n',
  'PROXY TCP4 192.0.2.7 127.0.0.1 1\r\n',
  'PROXY TCP4 192.0.2.7 127.0.0.1 1 2 3\r\n',
  'PROXY TCP4 192.0.2.7 127.0.0.1 1 2 \r\n',
  'PROXY TCP4 192.0.2.256 127.0.0.1 1 2\r\n',
  'PROXY TCP4 192.0.02.7 127.0.0.1 1 2\r\n',
  'PROXY TCP4 2001:db8::7 ::1 1 2\r\n',
  'PROXY TCP6 192.0.2.7 127.0.0.1 1 2\r\n',
  'PROXY TCP4 192.0.2.7 127.0.0.1 01 2\r\n',
  'PROXY TCP4 192.0.2.7 127.0.0.1 65536 2\r\n',
  'PROXY TCP4 192.0.2.7 127.0.0.1 -1 2\r\n',
  'PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n',
  'PROXY UDP4 192.0.2.7 127.0.0.1 1 2\r\n',
  'PROXY UNKNOWNX\r\n',
  'PROXY\r\n',
  `PROXY UNKNOWN ${'x'.repeat(100)}`,
  'PROXY TCP4 192.0.2.7 127.0.0.1 1 2\nGET / HTTP/1.1\r\n',
  '\r\n\r\n\0\r\nQUIX\n',
  binary(0x11, 0x11, four),
  binary(0x22, 0x11, four),
  binary(0x21, 0x13, four),
  binary(0x21, 0x12, four),
  binary(0x21, 0x11, four.slice(1)),
  binary(0x21, 0x21, four),
  binary(0x21, 0x11, `${four}\x04\0\x04abc`),
  binary(0x21, 0x11, `${four}\x04`),
  binary(0x21, 0x11, '', 65_535),
]

/** The PROXY protocol in front of connections. */
export async function proxyHeaderCases(t: Test): Promise<void> {
  await t.test('headers, at every split point', async (t) => {
    let cases = 0
    for (const [name, text, peer] of good) {
      for (let cut = 0; cut < text.length; cut++) {
        cases++
        const { kind } = readProxyHeader(bytes(text.slice(0, cut)))
        if (kind !== 'partial') t.equal(kind, 'partial', `${name}, ${cut} bytes`)
      }
      const read = readProxyHeader(bytes(text + get))
      t.same(read.kind === 'header' ? [read.length, read.ends?.peer ?? null] : read, [text.length, peer], name)
      if (read.kind === 'header' && read.ends !== null) t.same([read.ends.port, read.ends.serverPort], [4660, 80])
    }
    for (const text of bad) {
      // Once it is bad it stays so, and it was never good.
      let isBad = false
      for (let cut = 0; cut <= text.length; cut++) {
        cases++
        const { kind } = readProxyHeader(bytes(text.slice(0, cut)))
        if (kind === 'header' || (isBad && kind !== 'bad')) t.fail(`${JSON.stringify(text)}: ${kind} at ${cut}`)
        isBad ||= kind === 'bad'
      }
      t.ok(isBad, JSON.stringify(text).slice(0, 80))
    }
    t.comment(`${cases} beginnings of ${good.length} good and ${bad.length} bad headers`)
  })

  await t.test('any addresses, any bytes', async (t) => {
    const port = fc.integer({ min: 0, max: 65_535 })
    const ip = fc.oneof(fc.tuple(fc.ipV4(), fc.ipV4()), fc.tuple(fc.ipV6(), fc.ipV6()))
    let cases = 0
    fc.assert(
      fc.property(ip, port, port, fc.uint8Array({ maxLength: 20 }), ([peer, server], from, to, after) => {
        cases++
        fc.pre(isIP(peer) === isIP(server))
        const line = `PROXY TCP${isIP(peer)} ${peer} ${server} ${from} ${to}\r\n`
        const read = readProxyHeader(Buffer.concat([bytes(line), after]))
        if (read.kind !== 'header' || read.length !== line.length || read.ends === null) return false
        const raw = isIP(peer) === 4 ? Buffer.from(peer.split('.').map(Number)) : null
        if (raw === null) return read.ends.port === from
        const rest = `${raw.toString('latin1')}\x01\x02\x03\x04${String.fromCharCode(from >> 8, from & 255)}\0\x50`
        const second = readProxyHeader(bytes(binary(0x21, 0x11, rest)))
        return second.kind === 'header' && second.ends?.peer === peer && second.ends.port === from
      }),
      { seed, numRuns: 1_000 },
    )
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (address) => {
        cases++
        const rest = `${Buffer.from(address).toString('latin1')}${'\0'.repeat(20)}`
        const read = readProxyHeader(bytes(binary(0x21, 0x21, rest)))
        if (read.kind !== 'header' || read.ends === null || isIP(read.ends.peer) === 0) return false
        // The same bytes when written out and read by the other version.
        const again = readProxyHeader(bytes(`PROXY TCP6 ${read.ends.peer} ::1 0 0\r\n`))
        return isIP(read.ends.peer) === 4 || (again.kind === 'header' && again.ends?.peer === read.ends.peer)
      }),
      { seed, numRuns: 1_000 },
    )
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.constantFrom('', 'PROXY ', binary(0x21, 0x11, '', 12).slice(0, 14)),
        (junk, start) => {
          cases++
          const read = readProxyHeader(Buffer.concat([bytes(start), junk]))
          return read.kind !== 'header' || read.length <= start.length + junk.length
        },
      ),
      { seed, numRuns: 3_000 },
    )
    t.comment(`${cases} headers`)
  })

  await t.test('in front of a connection', async (t) => {
    const options = { proxyProtocol: ['127.0.0.0/8'], timeouts: { headers: 300 }, trustProxy: ['198.51.100.9'] }
    await Stage.play({}, options, async (stage) => {
      for (const [name, header, peer] of good) {
        for (const split of [0, 3, header.length - 1, header.length, header.length + 5]) {
          const client = new RawClient(stage.port)
          const text = header + get
          if (split > 0) {
            client.send(text.slice(0, split))
            await new Promise((resolve) => setTimeout(resolve, 5))
          }
          client.send(text.slice(split))
          t.equal((await client.take())[0]?.status, 200, `${name}, in two at ${split}`)
          client.destroy()
        }
        t.equal(stage.engine.last.connection.client, peer ?? '127.0.0.1', name)
        t.equal(stage.engine.last.target, '/after')
        const told = stage.upstream.last.headers.find(([field]) => field === 'X-Forwarded-For')?.[1]
        t.equal(told, peer ?? '127.0.0.1')
      }
      const chained = new RawClient(stage.port)
      chained.send(
        `PROXY TCP4 198.51.100.9 127.0.0.1 1 80\r\n${get.replace('Connection', 'X-Forwarded-For: 203.0.113.5\r\nConnection')}`,
      )
      await chained.take()
      t.equal(stage.engine.last.connection.client, '203.0.113.5', 'trustProxy is about whom the header names')
      const opened = stage.engine.opened
      for (const text of [...bad, 'PROXY TCP4 192.0.2.7']) {
        const client = new RawClient(stage.port).send(text)
        t.ok(await client.closed(3_000), JSON.stringify(text).slice(0, 60))
        t.equal(client.received, '')
        client.destroy()
      }
      const mute = new RawClient(stage.port)
      t.ok(await mute.closed(3_000), 'nothing at all')
      t.equal(stage.engine.opened, opened)
      t.ok(stage.errors.some((line) => line.includes('[client 127.0.0.1] PROXY header: there is none')))
      for (let i = 0; i < 100 && stage.proxy.status().connections > 0; i++)
        await new Promise((resolve) => setTimeout(resolve, 10))
      t.equal(stage.proxy.status().connections, 0)
    })
    await Stage.play({}, { proxyProtocol: ['192.0.2.0/24'] }, async (stage) => {
      const client = new RawClient(stage.port).send(`PROXY TCP4 192.0.2.7 127.0.0.1 4660 80\r\n${get}`)
      t.equal((await client.take())[0]?.status, 400, 'from anybody else it is a broken request')
      t.equal(stage.engine.last.connection.client, '127.0.0.1')
    })
    const perClient = { proxyProtocol: ['127.0.0.1'], limits: { connectionsPerAddress: 1 } }
    await Stage.play({}, perClient, async (stage) => {
      const first = new RawClient(stage.port).send('PROXY TCP4 192.0.2.7 127.0.0.1 1 80\r\n')
      await new Promise((resolve) => setTimeout(resolve, 30))
      const second = new RawClient(stage.port).send(`PROXY TCP4 192.0.2.7 127.0.0.1 2 80\r\n${get}`)
      t.ok(await second.closed(), 'connections are counted by client, not by balancer')
      const other = new RawClient(stage.port).send(`PROXY TCP4 192.0.2.8 127.0.0.1 2 80\r\n${get}`)
      t.equal((await other.take())[0]?.status, 200)
      first.destroy()
    })
  })
}
