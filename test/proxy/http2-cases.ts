import type { Test } from 'tap'
import { ask, headerOf, RawClient } from './raw-client.js'
import { type Script, verdict } from './scripted-engine.js'
import { Stage } from './stage.js'
import { codes, fields, frame, preface, StreamClient } from './stream-client.js'

const both: Script = { requestNeed: () => 'buffer', responseNeed: () => 'buffer' }
const always = { http2: 'always' } as const
const flat = (pairs: readonly (readonly [string, string])[]) => pairs.map(([name, value]) => `${name}: ${value}`)
const raw = (...pairs: readonly (readonly [string, string])[]) => frame(1, 5, 1, fields(...pairs))
const start = preface + frame(4, 0, 0, '')
const usual = [
  [':method', 'GET'],
  [':path', '/'],
  [':scheme', 'http'],
  [':authority', 'shop.example'],
] as const

/** Runs a play with a client on one session. */
function play(script: Script, options: object, run: (stage: Stage, client: StreamClient) => Promise<void>) {
  return Stage.play(script, { ...always, ...options }, async (stage) => {
    const client = new StreamClient(stage.port)
    try {
      await run(stage, client)
    } finally {
      client.destroy()
    }
  })
}

/** HTTP/2 toward clients: the same to rules and upstream as HTTP/1. */
export async function http2Cases(t: Test): Promise<void> {
  await t.test('a request looks as one of HTTP/1', (t) =>
    play(both, {}, async (stage, client) => {
      stage.upstream.answer = () =>
        'HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Bytes: \xe9\r\nConnection: X-Hop\r\nX-Hop: 1\r\nContent-Length: 5\r\n\r\nhello'
      const headers = { ':method': 'POST', ':path': '/a/../b?c=%zz', 'x-two': ['1', '2'], 'x-bytes': '\xe9\xff' }
      const answer = await client.ask({ ...headers, cookie: ['a=1', 'b=2'] }, ['one ', 'two'])
      t.same([answer.status, answer.body, answer.code], [200, 'hello', 0])
      t.same(answer.headers['set-cookie'], ['a=1', 'b=2'])
      t.equal(answer.headers['x-bytes'], '\xe9')
      t.same(
        [answer.headers['x-hop'], answer.headers.connection, answer.headers['content-length']],
        [undefined, undefined, '5'],
      )
      t.match(answer.headers['x-request-id'], /^[\w-]{20}$/)
      const seen = stage.engine.last
      t.equal(seen.line, 'POST /a/../b?c=%zz HTTP/2.0')
      t.equal(seen.serverName, 'shop.example')
      t.equal(seen.connection.client, '127.0.0.1')
      t.equal(seen.connection.serverPort, stage.port)
      t.same(flat(seen.requestHeaders).sort(), [
        'cookie: a=1; b=2',
        'host: shop.example',
        'x-bytes: \xe9\xff',
        'x-two: 1',
        'x-two: 2',
      ])
      t.equal(Buffer.concat(seen.requestChunks).toString(), 'one two')
      const got = stage.upstream.last
      t.same([got.method, got.target, got.body], ['POST', '/a/../b?c=%zz', 'one two'])
      const want = [
        'Host: shop.example',
        'x-two: 1',
        'x-two: 2',
        'x-bytes: \xe9\xff',
        'cookie: a=1; b=2',
        'Content-Length: 7',
      ]
      for (const field of want) t.ok(flat(got.headers).includes(field), field)
      t.same(stage.upstream.violations, [])
      const [entry] = stage.entries
      t.same([entry?.status, entry?.bytes, entry?.failure], [200, 5, null])
    }),
  )

  await t.test('lengths, trailers, answers without a body', (t) =>
    play(both, {}, async (stage, client) => {
      const big = Buffer.alloc(3_000_000, 'x')
      stage.upstream.answer = ({ body }) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`
      const echoed = await client.ask({ ':method': 'PUT', 'content-length': big.length }, [big])
      t.equal(echoed.body.length, big.length)
      stage.upstream.answer = () =>
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 7\r\n\r\n'
      const trailed = await client.ask({ te: 'trailers' })
      t.same([trailed.body, trailed.trailers['x-sum'], trailed.code], ['hi', '7', 0])
      t.equal((await client.ask({})).trailers['x-sum'], undefined, 'only where they are wanted')
      stage.upstream.answer = () => 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n'
      const head = await client.ask({ ':method': 'HEAD' })
      t.same([head.status, head.headers['content-length'], head.body, head.code], [200, '9', '', 0])
      stage.upstream.answer = () => 'HTTP/1.1 204 No\r\n\r\n'
      t.same((await client.ask({})).status, 204)
      stage.upstream.answer = () => 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
      const continued = await client.ask({ ':method': 'POST', expect: '100-continue' }, ['body'])
      t.same([continued.informed, continued.status], [[100], 200])
    }),
  )

  await t.test('verdicts in every phase, and the session lives on', async (t) => {
    for (const phase of [1, 2, 3, 4] as const) {
      const script: Script = { ...both, [`phase${phase}`]: () => verdict({ status: 450 + phase, phase }) }
      await play(script, {}, async (stage, client) => {
        const answer = await client.ask({ ':method': 'POST' }, ['body'])
        t.same([answer.status, answer.code], [450 + phase, 0], `phase ${phase}`)
        t.match(answer.body, headerOf({ headers: Object.entries(answer.headers) } as never, 'x-request-id') ?? 'no id')
        t.equal(stage.upstream.requests.length, phase < 3 ? 0 : 1)
        t.equal((await client.ask({})).status, 450 + phase, 'on the same session')
        t.notOk(client.isClosed)
        t.ok(await stage.settled())
      })
    }
    await play({ phase1: () => verdict({ action: 'drop' }) }, {}, async (stage, client) => {
      t.equal((await client.ask({})).status, 0)
      t.ok(await client.closed(), 'drop ends the session')
      t.ok(await stage.settled())
    })
    const late: Script = { onResponseChunk: () => verdict({ status: 403, phase: 4 }) }
    await play({ ...late, responseNeed: () => 'buffer' }, {}, async (stage, client) => {
      t.equal((await client.ask({})).status, 403)
      stage.upstream.answer = () => 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'
      stage.engine.script = {}
      const begun = client.ask({})
      await new Promise((resolve) => setTimeout(resolve, 50))
      stage.upstream.last.socket.destroy()
      const broken = await begun
      t.same(
        [broken.status, broken.body, broken.code],
        [200, 'half', codes.internal],
        'a response that breaks off is reset',
      )
      stage.upstream.answer = () => 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
      t.equal((await client.ask({})).body, 'ok', 'and the session lives on')
    })
  })

  await t.test('many at a time, and clients that leave', (t) =>
    play(both, {}, async (stage, client) => {
      const paths = Array.from({ length: 60 }, (_, i) => `/${i}`)
      stage.upstream.answer = ({ target }) => `HTTP/1.1 200 OK\r\nContent-Length: ${target.length}\r\n\r\n${target}`
      const answers = await Promise.all(paths.map((path) => client.ask({ ':path': path })))
      t.same(
        answers.map(({ body }) => body),
        paths,
      )
      stage.upstream.answer = () => null
      const stream = client.session.request({ ':path': '/left' })
      stream.on('error', () => {})
      while (stage.upstream.last.target !== '/left') await new Promise((resolve) => setTimeout(resolve, 5))
      const { socket } = stage.upstream.last
      stream.close(8)
      await new Promise((resolve) => socket.once('close', resolve))
      t.ok(await stage.settled())
      t.equal(stage.entries.at(-1)?.failure, 'client closed')
      const post = [[':method', 'POST'], [':path', '/half'], ...usual.slice(2)] as const
      const half = new RawClient(stage.port).send(start + frame(1, 4, 1, fields(...post)) + frame(0, 0, 1, 'a'))
      while (stage.engine.last.target !== '/half') await new Promise((resolve) => setTimeout(resolve, 5))
      half.send(frame(3, 0, 1, '\0\0\0\0'))
      t.ok(await stage.settled())
      t.equal(stage.upstream.last.target, '/left', 'half a request is not sent on')
      half.destroy()
      t.same(stage.errors, [])
    }),
  )

  await t.test('bounds', async (t) => {
    const limits = {
      headers: 20,
      headerBytes: 4096,
      target: 100,
      requestBody: 1000,
      streams: 4,
      requestsPerConnection: 30,
    }
    await play(both, { limits, timeouts: { linger: 100, body: 200 } }, async (stage, client) => {
      const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-${i}`, '1']))
      t.equal((await client.ask(many(30))).status, 431)
      t.equal((await client.ask(many(100))).status, 0, 'far too many are not even read')
      t.equal((await client.ask({ 'x-long': 'a'.repeat(5000) })).status, 0)
      t.equal((await client.ask({ ':path': `/${'a'.repeat(100)}` })).status, 414)
      t.equal((await client.ask({ ':method': 'POST', 'content-length': 2000 }, ['a'.repeat(2000)])).status, 413)
      t.equal((await client.ask({ ':method': 'POST' }, ['a'.repeat(2000)])).status, 413)
      t.equal((await client.ask({ ':method': 'BREW' })).status, 405)
      t.equal(
        (await client.ask({ ':method': 'CONNECT', ':path': undefined, ':authority': 'a.example:80' })).status,
        405,
      )
      const stream = client.session.request({ ':method': 'POST' })
      stream.resume()
      const status = await new Promise((resolve) => stream.on('response', (told) => resolve(told[':status'])))
      t.equal(status, 408, 'a body that does not come')
      for (let i = 0; i < 40 && !client.session.closed; i++) await client.ask({})
      t.ok(await client.closed(), 'a session has its number of requests')
      t.ok(await stage.settled())
      t.equal(stage.proxy.status().active, 0)
      const reached = stage.upstream.requests.length
      const eager = new RawClient(stage.port).send(start)
      stage.upstream.answer = () => null
      for (let i = 0; i < 10; i++) eager.send(frame(1, 5, 2 * i + 1, fields(...usual)))
      const served = () => stage.upstream.requests.length - reached
      await eager.until(() => eager.received.split('\0\0\x04\x03').length > 6 && served() >= 4)
      t.equal(served(), 4, 'not more at a time than may be')
      eager.destroy()
      t.ok(await stage.settled())
    })
  })

  await t.test('what is not proper HTTP/2 reaches nobody', (t) =>
    Stage.play({}, always, async (stage) => {
      const bad: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
        ['a name in capitals', [...usual, ['X-A', '1']]],
        ['transfer-encoding', [...usual, ['transfer-encoding', 'chunked']]],
        ['connection', [...usual, ['connection', 'close']]],
        ['te', [...usual, ['te', 'gzip']]],
        ['two paths', [...usual, [':path', '/b']]],
        ['a pseudo field behind', [...usual.slice(0, 3), ['x-a', '1'], usual[3]]],
        ['no method', usual.slice(1)],
        ['a method with a blank', [[':method', 'GET /x'], ...usual.slice(1)]],
        ['two lengths', [...usual, ['content-length', '0'], ['content-length', '5']]],
        ['a length without a body', [...usual, ['content-length', '5']]],
        ['a path that is none', [usual[0], [':path', 'b'], ...usual.slice(2)]],
        ['a protocol to switch to', [[':method', 'CONNECT'], [':protocol', 'websocket'], ...usual.slice(1)]],
      ]
      /** What a request comes to: its status in the access log, or `reset` where the parser would not have it. */
      const outcome = async (pairs: readonly (readonly [string, string])[]): Promise<number | 'reset'> => {
        const before = stage.entries.length
        const client = new RawClient(stage.port).send(start + raw(...pairs))
        const isReset = () => /\0\0\x04\x03\0\0\0\0\x01|\x07\0\0\0\0\0/.test(client.received)
        await client.until(() => stage.entries.length > before || isReset())
        client.destroy()
        const [entry] = stage.entries.slice(before)
        return entry?.status ?? (isReset() ? 'reset' : Number.NaN)
      }
      for (const [name, pairs] of bad) t.equal(await outcome(pairs), 'reset', name)
      t.equal(stage.engine.opened, 0)
      const dropped: readonly (readonly [string, string])[] = [
        ['x-a', 'b\r\nx-c: d'],
        ['x-a', 'b\0'],
        ['x-a:b', 'c'],
      ]
      for (const [i, pair] of dropped.entries()) {
        t.equal(await outcome([...usual, pair]), 200)
        t.same(flat(stage.engine.last.requestHeaders), ['host: shop.example'], 'a field that cannot be is left out')
        t.equal(stage.upstream.requests.length, i + 1)
        t.notOk(
          stage.upstream.last.headers.some(([name]) => /^x-[ac]/.test(name)),
          'for everybody',
        )
      }
      stage.upstream.clear()
      const refused: readonly (readonly [string, number | 'reset', readonly (readonly [string, string])[]])[] = [
        ['another Host', 400, [...usual, ['host', 'other.example']]],
        ['two Hosts', 'reset', [...usual, ['host', 'shop.example'], ['host', 'shop.example']]],
        ['no host at all', 'reset', usual.slice(0, 3)],
        ['a fragment', 400, [usual[0], [':path', '/a#b'], ...usual.slice(2)]],
        ['user in the authority', 400, [...usual.slice(0, 3), [':authority', 'a@shop.example']]],
        ['the same Host', 200, [...usual, ['host', 'SHOP.example']]],
      ]
      for (const [name, status, pairs] of refused) t.equal(await outcome(pairs), status, name)
      stage.upstream.clear()
      t.equal((await ask(stage.port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'))?.status, 200, 'HTTP/1 beside it')
    }),
  )

  await t.test('floods end the session, and nobody else', async (t) => {
    const get = (stream: number) => frame(1, 5, stream, fields(...usual))
    const floods: readonly (readonly [string, (i: number) => string])[] = [
      ['rapid reset', (i) => get(2 * i + 1) + frame(3, 0, 2 * i + 1, '\0\0\0\x08')],
      ['settings', () => frame(4, 0, 0, '\0\x04\0\0\xff\xff')],
      ['pings', () => frame(6, 0, 0, 'pingpong')],
      ['empty continuations', (i) => (i === 0 ? frame(1, 1, 1, fields(...usual)) : frame(9, 0, 1, ''))],
      [
        'long continuations',
        (i) => (i === 0 ? frame(1, 1, 1, fields(...usual)) : frame(9, 0, 1, fields(['x-a', 'b'.repeat(8000)]))),
      ],
      ['broken streams', (i) => frame(1, 5, 2 * i + 1, fields(...usual, ['connection', 'x']))],
    ]
    for (const [name, flood] of floods) {
      await Stage.play({}, always, async (stage) => {
        stage.upstream.answer = () => null
        const client = new RawClient(stage.port)
        client.socket.pause()
        client.send(start)
        let sent = 0
        for (; sent < 20_000 && !client.isClosed && client.error === null; sent++) {
          client.send(flood(sent))
          if (sent % 200 === 0) await new Promise((resolve) => setImmediate(resolve))
        }
        client.socket.resume()
        t.ok(await client.closed(), `${name}: closed after ${sent} or fewer`)
        client.destroy()
        t.ok(await stage.settled(), 'and nothing is left of it')
        stage.upstream.answer = () => 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'
        const other = new StreamClient(stage.port)
        t.equal((await other.ask({})).status, 200, 'others are served')
        other.destroy()
      })
    }
  })

  await t.test('waiting, and a stop', async (t) => {
    const timeouts = { keepAlive: 150, idle: 300, headers: 300, shutdown: 3_000 }
    await play({}, { timeouts }, async (stage, client) => {
      t.equal((await client.ask({})).status, 200)
      t.ok(await client.closed(3_000), 'an idle session is closed')
      stage.upstream.answer = () => null
      const stuck = new StreamClient(stage.port)
      t.equal((await stuck.ask({})).status, 0, 'a stream on which nothing moves is reset')
      stuck.destroy()
      const mute = new RawClient(stage.port)
      t.ok(await mute.closed(3_000), 'a connection without a byte is closed')
      const half = new RawClient(stage.port).send(preface.slice(0, 10))
      t.ok(await half.closed(3_000), 'and one with half a preface')
    })
    await play({}, {}, async (stage, client) => {
      stage.upstream.answer = () => null
      const pending = client.ask({ ':path': '/slow' })
      while (stage.upstream.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
      const stopped = stage.proxy.close()
      await new Promise((resolve) => setTimeout(resolve, 30))
      stage.upstream.last.socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate')
      t.equal((await pending).body, 'late', 'what is under way is finished')
      await stopped
      t.ok(await client.closed())
    })
  })
}
