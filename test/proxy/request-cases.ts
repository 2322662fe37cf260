import type { Test } from 'tap'
import { ask, headerOf, RawClient } from './raw-client.js'
import { type Script, verdict } from './scripted-engine.js'
import { Stage } from './stage.js'

const host = 'Host: shop.example\r\n'
const get = `GET / HTTP/1.1\r\n${host}\r\n`
const buffering: Script = { requestNeed: () => 'buffer', responseNeed: () => 'buffer' }
const flat = (pairs: readonly (readonly [string, string])[]) => pairs.map(([name, value]) => `${name}: ${value}`)
const names = (pairs: readonly (readonly [string, string])[]) => pairs.map(([name]) => name)

/** What a request looks like to the engine and to the upstream. */
export async function requestCases(t: Test): Promise<void> {
  await t.test('headers keep order, case, duplicates and bytes', (t) =>
    Stage.play({}, { acceptEncoding: 'pass' }, async (stage) => {
      const sent = [
        'HOST: shop.example',
        'x-A: 1',
        'X-a: 2',
        'Cookie: a=\xe9\xff; b',
        'x-a: 1',
        'Empty: ',
        'accept: */*',
      ]
      await ask(stage.port, `GET /p HTTP/1.1\r\n${sent.join('\r\n')}\r\n\r\n`)
      t.strictSame(flat(stage.engine.last.requestHeaders), sent)
      t.strictSame(flat(stage.upstream.last.headers).slice(1, 7), sent.slice(1))
      t.equal(stage.engine.last.serverName, 'shop.example')
      t.equal(stage.engine.last.connection.client, '127.0.0.1')
      t.equal(stage.engine.last.connection.serverPort, stage.port)
    }),
  )

  await t.test('targets are not interpreted', (t) =>
    Stage.play({}, {}, async (stage) => {
      const targets = [
        '/a/../b/./c?d=%2e%2e/',
        '//other.example/x',
        '/%00%zz',
        '/a\\b|{}"<>`^?x[]=1&&;',
        '/?http://x@y/',
        '/;a=b/..;/',
      ]
      for (const target of targets) {
        await ask(stage.port, `GET ${target} HTTP/1.1\r\n${host}\r\n`)
        t.equal(stage.engine.last.target, target)
        t.equal(stage.upstream.last.target, target)
      }
      await ask(stage.port, `GET http://SHOP.example?a=b HTTP/1.1\r\n${host}\r\n`)
      t.equal(stage.engine.last.target, 'http://SHOP.example?a=b')
      t.equal(stage.upstream.last.target, '/?a=b')
      await ask(stage.port, `OPTIONS * HTTP/1.1\r\n${host}\r\n`)
      t.equal(stage.upstream.last.target, '*')
      const reached = stage.upstream.requests.length
      for (const target of [
        '*',
        '/a#b',
        'http:///x',
        'http://a@shop.example/',
        'ftp://shop.example/',
        'http://shop.example\\@x/',
      ]) {
        const response = await ask(stage.port, `GET ${target} HTTP/1.1\r\n${host}\r\n`)
        t.equal(response?.status, 400, target)
        t.equal(
          stage.engine.last.target === target || stage.engine.last.line.includes(target),
          true,
          'the engine saw it',
        )
      }
      t.equal(stage.upstream.requests.length, reached)
    }),
  )

  await t.test('what concerns one connection stays there', (t) =>
    Stage.play({}, {}, async (stage) => {
      await ask(
        stage.port,
        `GET / HTTP/1.1\r\n${host}Connection: close, X-Secret , x-forwarded-for\r\nX-Secret: 1\r\nKeep-Alive: 5\r\n` +
          'Proxy-Connection: x\r\nProxy-Authorization: x\r\nProxy: http://x\r\nTE: trailers, gzip\r\nTrailer: x\r\n' +
          'X_Forwarded_For: 1.2.3.4\r\nX_Request_Id: 1\r\nX_Other: 1\r\nX-Kept: 1\r\n\r\n',
      )
      const { headers } = stage.upstream.last
      t.strictSame(names(headers), [
        ...['Host', 'X_Other', 'X-Kept', 'Accept-Encoding', 'X-Forwarded-For', 'X-Forwarded-Host'],
        ...['X-Forwarded-Proto', 'X-Request-Id', 'Connection', 'TE'],
      ])
      t.match(flat(headers), ['Host: shop.example', 'X_Other: 1'])
      t.ok(flat(headers).includes('TE: trailers'))
      t.ok(flat(headers).includes('X-Forwarded-For: 127.0.0.1'))
    }),
  )

  await t.test('the client address', async (t) => {
    const forwarded =
      'X-Forwarded-For: 6.6.6.6, 10.0.0.9:55\r\nX-Forwarded-For: 10.0.0.1\r\nX-Real-IP: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\nX-Forwarded-Proto: https\r\n'
    const table: [trust: boolean | number | string[], client: string, xff: string, proto: string][] = [
      [false, '127.0.0.1', '127.0.0.1', 'http'],
      [0, '127.0.0.1', '127.0.0.1', 'http'],
      [['10.0.0.0/8'], '127.0.0.1', '127.0.0.1', 'http'],
      [1, '10.0.0.1', '6.6.6.6, 10.0.0.9:55, 10.0.0.1, 127.0.0.1', 'https'],
      [2, '10.0.0.9', '6.6.6.6, 10.0.0.9:55, 10.0.0.1, 127.0.0.1', 'https'],
      [['127.0.0.0/8', '10.0.0.1'], '10.0.0.9', '6.6.6.6, 10.0.0.9:55, 10.0.0.1, 127.0.0.1', 'https'],
      [['127.0.0.1', '::1', '10.0.0.0/8'], '6.6.6.6', '6.6.6.6, 10.0.0.9:55, 10.0.0.1, 127.0.0.1', 'https'],
      [true, '6.6.6.6', '6.6.6.6, 10.0.0.9:55, 10.0.0.1, 127.0.0.1', 'https'],
    ]
    for (const [trustProxy, client, xff, proto] of table) {
      await Stage.play({}, { trustProxy }, async (stage) => {
        await ask(stage.port, `GET / HTTP/1.1\r\n${host}${forwarded}\r\n`)
        t.equal(stage.engine.last.connection.client, client, `client with ${JSON.stringify(trustProxy)}`)
        const lines = flat(stage.upstream.last.headers)
        t.strictSame(
          lines.filter((line) => line.startsWith('X-Forwarded-For:')),
          [`X-Forwarded-For: ${xff}`],
        )
        t.ok(lines.includes(`X-Forwarded-Proto: ${proto}`))
        t.equal(lines.includes('X-Real-IP: 6.6.6.6'), proto === 'https')
        t.equal(stage.entries[0]?.client, client)
      })
    }
    await Stage.play({}, { trustProxy: true }, async (stage) => {
      await ask(stage.port, `GET / HTTP/1.1\r\n${host}X-Forwarded-For: 6.6.6.6, nonsense, [::ffff:9.9.9.9]:1\r\n\r\n`)
      t.equal(stage.engine.last.connection.client, '9.9.9.9', 'an entry that is no address ends the walk')
    })
  })

  await t.test('the request id', async (t) => {
    for (const trustRequestId of [false, true]) {
      await Stage.play({}, { trustRequestId }, async (stage) => {
        for (const id of ['mine-1', 'bad id', 'a"b']) {
          const response = await ask(stage.port, `GET / HTTP/1.1\r\n${host}X-Request-Id: ${id}\r\n\r\n`)
          const used = headerOf(response, 'x-request-id')
          t.equal(used === id, trustRequestId && id === 'mine-1', `${id}, trusted: ${trustRequestId}`)
          t.equal(used, stage.engine.last.id)
          t.strictSame(
            flat(stage.upstream.last.headers).filter((line) => /request-id/i.test(line)),
            [`X-Request-Id: ${used}`],
          )
          await stage.settled()
          t.equal(stage.entries.at(-1)?.id, used)
        }
      })
    }
  })

  await t.test('bodies', async (t) => {
    const chunked = `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n`
    await Stage.play(buffering, {}, async (stage) => {
      await ask(stage.port, `${chunked}\r\n`)
      t.equal(stage.engine.last.requestText, 'abcde')
      t.equal(stage.upstream.last.body, 'abcde')
      t.ok(flat(stage.upstream.last.headers).includes('Content-Length: 5'), 'an inspected body goes with its length')
      await ask(stage.port, `${chunked}X-T: 1\r\nHost: evil\r\nx-t: 2\r\nAuthorization: y\r\n\r\n`)
      t.strictSame(stage.engine.last.trailers, [
        ['X-T', '1'],
        ['Host', 'evil'],
        ['x-t', '2'],
        ['Authorization', 'y'],
      ])
      t.equal(stage.upstream.last.trailers, 'X-T: 1\r\nx-t: 2', 'trailers that may travel do')
      await ask(stage.port, `POST / HTTP/1.1\r\n${host}\r\n`)
      t.ok(flat(stage.upstream.last.headers).includes('Content-Length: 0'))
      await ask(stage.port, `DELETE / HTTP/1.1\r\n${host}\r\n`)
      t.notOk(names(stage.upstream.last.headers).some((name) => /length|transfer/i.test(name)))
    })
    await Stage.play({}, {}, async (stage) => {
      await ask(stage.port, `${chunked}X-T: 1\r\n\r\n`)
      t.equal(stage.upstream.last.body, 'abcde')
      t.ok(flat(stage.upstream.last.headers).includes('Transfer-Encoding: chunked'), 'a streamed body stays chunked')
      t.equal(stage.upstream.last.trailers, '', 'trailers nobody has seen do not travel')
      t.equal(stage.engine.last.requestText, '')
    })
    // The engine loses interest after the first piece: what it has is flushed, the rest is streamed.
    await Stage.play(
      { requestNeed: ({ requestChunks }) => (requestChunks.length === 0 ? 'buffer' : 'pass') },
      {},
      async (stage) => {
        const client = new RawClient(stage.port).send(`POST / HTTP/1.1\r\n${host}Content-Length: 9\r\n\r\nabc`)
        await client.until(() => stage.engine.opened > 0 && stage.engine.last.phase === 2, 300)
        t.equal(stage.engine.last.phase, 2, 'phase 2 has run before the rest has come')
        client.send('defghi')
        t.equal((await client.take())[0]?.status, 200)
        t.equal(stage.engine.last.requestText, 'abc')
        t.equal(stage.upstream.last.body, 'abcdefghi')
        client.destroy()
      },
    )
  })

  await t.test('Expect: 100-continue', (t) =>
    Stage.play({ ...buffering, phase1: (each) => (each.target === '/no' ? verdict() : null) }, {}, async (stage) => {
      const head = (target: string) =>
        `POST ${target} HTTP/1.1\r\n${host}Expect: 100-continue\r\nContent-Length: 3\r\n\r\n`
      const good = new RawClient(stage.port).send(head('/yes'))
      await good.take(1)
      t.strictSame(
        good.responses().map((each) => each.status),
        [100],
      )
      good.send('abc')
      t.strictSame(
        (await good.take(2)).map((each) => each.status),
        [100, 200],
      )
      t.notOk(names(stage.upstream.last.headers).includes('Expect'))
      const bad = new RawClient(stage.port).send(head('/no'))
      t.strictSame(
        (await bad.take(1)).map((each) => each.status),
        [403],
        'no invitation to send what is refused',
      )
      t.ok(await bad.closed(1_000))
      t.equal(stage.upstream.requests.length, 1)
      good.destroy()
    }),
  )

  await t.test('methods and forms that are not served', (t) =>
    Stage.play({}, {}, async (stage) => {
      const trace = await ask(stage.port, `TRACE / HTTP/1.1\r\n${host}X: secret\r\n\r\n`)
      t.equal(trace?.status, 405)
      t.match(headerOf(trace, 'allow') ?? '', /GET, HEAD/)
      t.notMatch(trace?.body, /secret/)
      const odd = await ask(stage.port, `FOO /bar HTTP/1.1\r\n${host}X-y: z\r\n\r\nbody`)
      t.equal(odd?.status, 400)
      t.equal(stage.engine.last.line, 'FOO /bar HTTP/1.1')
      t.strictSame(stage.engine.last.requestHeaders, [
        ['Host', 'shop.example'],
        ['X-y', 'z'],
      ])
      const connect = await ask(stage.port, `CONNECT shop.example:443 HTTP/1.1\r\n${host}\r\n`)
      t.equal(connect?.status, 405)
      t.equal(stage.engine.last.method, 'CONNECT')
      t.equal(stage.engine.last.target, 'shop.example:443')
      t.ok(headerOf(connect, 'x-request-id'))
      const portless = await ask(stage.port, `CONNECT shop.example HTTP/1.1\r\n${host}\r\n`)
      t.equal(portless?.status, 400)
      const old = await ask(stage.port, `GET / HTTP/0.9\r\n${host}\r\n`)
      t.equal(old?.status, 400)
      t.equal(stage.upstream.requests.length, 0)
      t.ok(await stage.settled())
    }),
  )

  await t.test('hosts', async (t) => {
    await Stage.play({}, { allowedHosts: ['shop.example', '*.shop.example'] }, async (stage) => {
      for (const [name, status] of [
        ['shop.example', 200],
        ['SHOP.example:8080', 200],
        ['shop.example.', 200],
        ['a.b.shop.example', 200],
        ['notshop.example', 421],
        ['shop.example.evil', 421],
        ['[::1]:80', 421],
      ] as const) {
        const response = await ask(stage.port, `GET / HTTP/1.1\r\nHost: ${name}\r\n\r\n`)
        t.equal(response?.status, status, name)
      }
    })
    for (const policy of ['pass', 'upstream', 'inside.example']) {
      await Stage.play({}, { host: policy }, async (stage) => {
        await ask(stage.port, get)
        const expected =
          new Map([
            ['pass', 'shop.example'],
            ['upstream', `127.0.0.1:${stage.upstream.port}`],
          ]).get(policy) ?? policy
        t.ok(flat(stage.upstream.last.headers).includes(`Host: ${expected}`), policy)
        t.ok(flat(stage.upstream.last.headers).includes('X-Forwarded-Host: shop.example'))
      })
    }
    await Stage.play({}, {}, async (stage) => {
      const response = await ask(stage.port, 'GET / HTTP/1.0\r\n\r\n')
      t.equal(response?.status, 200, 'HTTP/1.0 needs no Host')
      for (const [name, status] of [
        ['caf%C3%A9.example', 200],
        ['shop.example%00', 400],
        ['shop%1f.example', 400],
        ['shop.example%', 400],
      ] as const) {
        t.equal((await ask(stage.port, `GET / HTTP/1.1\r\nHost: ${name}\r\n\r\n`))?.status, status, name)
      }
    })
  })
}
