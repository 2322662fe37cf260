import type { Test } from 'tap'
import { ask, headerOf, RawClient } from './raw-client.js'
import { verdict } from './scripted-engine.js'
import { Stage } from './stage.js'

const host = 'Host: shop.example\r\n'
const connect = `CONNECT 192.0.2.1:80 HTTP/1.1\r\n${host}\r\n`
const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: shop.example\r\n\r\n'

/** The two options by which the proxy does as Apache httpd, and what it passes on about the client. */
export async function mannerCases(t: Test): Promise<void> {
  await t.test('CONNECT is forwarded as a request, and nothing after it', (t) =>
    Stage.play({}, { connect: 'forward' }, async (stage) => {
      const answers: readonly (readonly [string, number, string | undefined, string | undefined])[] = [
        ['HTTP/1.1 200 Yes\r\nX-A: 1\r\nContent-Length: 5\r\n\r\nhello', 200, undefined, '1'],
        ['HTTP/1.1 200 Yes\r\n\r\nHTTP/1.1 200 forged\r\n\r\n', 200, undefined, undefined],
        ['HTTP/1.1 502 No\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n', 502, '0', undefined],
      ]
      for (const [answer, status, length, field] of answers) {
        stage.upstream.answer = () => answer
        const client = new RawClient(stage.port).send(connect + smuggled)
        t.ok(await client.closed(), 'the connection is closed')
        const [response, ...more] = client.responses(['CONNECT'])
        t.equal(response?.status, status)
        t.equal(response?.body, '')
        t.same(more, [])
        t.equal(headerOf(response, 'content-length'), length)
        t.equal(headerOf(response, 'transfer-encoding'), undefined)
        t.equal(headerOf(response, 'x-a'), field)
        t.equal(stage.engine.last.method, 'CONNECT')
        t.equal(stage.upstream.last.target, '192.0.2.1:80')
        client.destroy()
      }
      t.equal(stage.upstream.requests.length, answers.length, 'nothing but the requests has reached the upstream')
      t.same(stage.upstream.violations, [])
      t.ok(await stage.settled())
    }),
  )

  await t.test('CONNECT is inspected and admitted like anything else', async (t) => {
    await Stage.play({ phase1: () => verdict({ status: 451 }) }, { connect: 'forward' }, async (stage) => {
      t.equal((await ask(stage.port, connect, 'CONNECT'))?.status, 451)
      t.equal(stage.upstream.requests.length, 0)
    })
    const options = { connect: 'forward', allowedHosts: ['shop.example', '192.0.2.1'] } as const
    await Stage.play({}, options, async (stage) => {
      stage.upstream.answer = () => 'HTTP/1.1 204 Yes\r\n\r\n'
      const table: readonly (readonly [string, number])[] = [
        [connect, 204],
        [connect.replace('192.0.2.1', '192.0.2.2'), 421],
        [connect.replace('shop', 'other'), 421],
        [connect.replace('192.0.2.1:80', '192.0.2.1'), 400],
        [connect.replace('192.0.2.1:80', '/'), 400],
        [connect.replace('\r\n\r\n', '\r\nContent-Length: 5\r\n\r\nhello'), 400],
        [connect.replace('\r\n\r\n', '\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'), 400],
      ]
      for (const [request, status] of table)
        t.equal((await ask(stage.port, request, 'CONNECT'))?.status, status, request)
      t.equal(stage.upstream.requests.length, 1)
    })
  })

  await t.test('repeated headers are joined before anybody sees them', (t) =>
    Stage.play({}, { repeatedHeaders: 'join', acceptEncoding: 'pass' }, async (stage) => {
      const sent = ['X-Two: a', 'Cookie: a=1', 'x-two: b', 'cookie: b=2', 'X-One: 1', 'X-TWO: ']
      await ask(stage.port, `GET / HTTP/1.1\r\n${host}${sent.join('\r\n')}\r\n\r\n`)
      const joined = ['X-Two: a, b, ', 'Cookie: a=1; b=2', 'X-One: 1']
      const seen = stage.engine.last.requestHeaders.map(([name, value]) => `${name}: ${value}`)
      t.same(seen, ['Host: shop.example', ...joined])
      const got = stage.upstream.last.headers.map(([name, value]) => `${name}: ${value}`)
      t.same(got.slice(1, 4), joined)
      const twoHosts = await ask(stage.port, `GET / HTTP/1.1\r\n${host}${host}\r\n`)
      t.equal(twoHosts?.status, 400, 'joining hides no second Host')
    }),
  )

  await t.test('what goes on about the client is what trusted proxies wrote', async (t) => {
    const sent =
      'Forwarded: for=203.0.113.1\r\nX-Forwarded-For: 203.0.113.2\r\nX-Forwarded-Proto: gopher\r\nX-Real-IP: 1.2.3.4\r\n'
    const table: readonly (readonly [object, string, readonly string[]])[] = [
      [{}, '127.0.0.1', ['X-Forwarded-For: 127.0.0.1', 'X-Forwarded-Host: shop.example', 'X-Forwarded-Proto: http']],
      [
        { trustProxy: ['127.0.0.1'] },
        '203.0.113.2',
        [
          'X-Forwarded-Proto: gopher',
          'X-Real-IP: 1.2.3.4',
          'X-Forwarded-For: 203.0.113.2, 127.0.0.1',
          'X-Forwarded-Host: shop.example',
        ],
      ],
      [
        { trustProxy: { from: ['127.0.0.1'], header: 'forwarded' } },
        '203.0.113.1',
        [
          'Forwarded: for=203.0.113.1',
          'X-Forwarded-For: 203.0.113.1, 127.0.0.1',
          'X-Forwarded-Host: shop.example',
          'X-Forwarded-Proto: http',
          'Forwarded: for=127.0.0.1;proto=http',
        ],
      ],
    ]
    for (const [options, client, expected] of table) {
      await Stage.play({}, options, async (stage) => {
        await ask(stage.port, `GET / HTTP/1.1\r\n${host}${sent}\r\n`)
        t.equal(stage.engine.last.connection.client, client)
        const got = stage.upstream.last.headers.map(([name, value]) => `${name}: ${value}`)
        t.same(
          got.filter((field) => /^(?:forwarded|x-forwarded|x-real)/i.test(field)),
          expected,
          JSON.stringify(options),
        )
      })
    }
  })
}
