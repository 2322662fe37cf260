import { createServer } from 'node:net'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import type { Test } from 'tap'
import { ask, headerOf, RawClient, readChunks } from './raw-client.js'
import { ok } from './raw-upstream.js'
import type { Script } from './scripted-engine.js'
import { Stage } from './stage.js'

const host = 'Host: shop.example\r\n'
const get = `GET / HTTP/1.1\r\n${host}\r\n`
const buffering: Script = { requestNeed: () => 'buffer', responseNeed: () => 'buffer' }
const modes: [string, Script][] = [
  ['inspected', buffering],
  ['passed on', {}],
]
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')

/** What the client gets from what the upstream says. */
export async function responseCases(t: Test): Promise<void> {
  for (const [mode, script] of modes) {
    await t.test(`responses, ${mode}`, (t) => framings(t, script))
  }
  await t.test('content encodings', encodings)
  await t.test('streaming', streaming)
  await t.test('kept connections', keptConnections)
}

async function framings(t: Test, script: Script): Promise<void> {
  const isBuffered = script.responseNeed !== undefined
  await Stage.play(script, {}, async (stage) => {
    const fields =
      'X-a: 1\r\nx-A: 2\r\nSet-Cookie: a=\xe9\r\nSet-Cookie: b\r\nKeep-Alive: timeout=9\r\nConnection: x-gone\r\nX-Gone: 1\r\nX-Request-Id: theirs\r\n'
    stage.upstream.answer = () => ok('hello', fields)
    const response = await ask(stage.port, get)
    const kept = response?.headers.filter(([name]) => !/^(date|connection|keep-alive)$/i.test(name))
    t.strictSame(kept, [
      ...[
        ['X-a', '1'],
        ['x-A', '2'],
        ['Set-Cookie', 'a=\xe9'],
        ['Set-Cookie', 'b'],
      ],
      ...[
        ['Content-Length', '5'],
        ['X-Request-Id', stage.engine.last.id],
      ],
    ])
    t.strictSame(stage.engine.last.responseHeaders.slice(0, 4), [
      ['X-a', '1'],
      ['x-A', '2'],
      ['Set-Cookie', 'a=\xe9'],
      ['Set-Cookie', 'b'],
    ])
    t.equal(stage.engine.last.status, 200)
    t.equal(stage.engine.last.responseText, isBuffered ? 'hello' : '')

    stage.upstream.answer = () =>
      'HTTP/1.1 203 \xe9 odd\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-T: 1\r\n\r\n'
    const client = new RawClient(stage.port).send(get)
    const [chunked] = await client.take()
    t.equal(chunked?.head.split('\r\n', 1)[0], 'HTTP/1.1 203 \xe9 odd', 'the reason is kept')
    t.equal(chunked?.body, 'abcde')
    t.equal(headerOf(chunked, 'transfer-encoding'), isBuffered ? undefined : 'chunked')
    t.equal(headerOf(chunked, 'content-length'), isBuffered ? '5' : undefined)
    client.send(get.replace('\r\n\r\n', '\r\nTE: trailers\r\n\r\n'))
    await client.take(2)
    if (!isBuffered) {
      const second = client.received.slice(client.received.lastIndexOf('HTTP/1.1'))
      const text = second.slice(second.indexOf('\r\n\r\n') + 4)
      t.equal(readChunks(text, 0)?.trailers, 'X-T: 1', 'trailers for whom they are welcome')
    }
    client.destroy()

    stage.upstream.answer = ({ socket }) => {
      socket.end('HTTP/1.1 200 OK\r\n\r\nuntil the end')
      return null
    }
    t.equal((await ask(stage.port, get))?.body, 'until the end')
    stage.upstream.answer = () => 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'
    const old = new RawClient(stage.port).send('GET / HTTP/1.0\r\n\r\n')
    t.ok(await old.closed(2_000), 'HTTP/1.0 ends with its connection')
    t.match(old.received, /\r\n\r\nabc$/)
    t.notMatch(old.received, /chunked/)

    for (const [status, method, head, expected] of [
      [200, 'HEAD', 'Content-Length: 1000\r\n', '1000'],
      [200, 'HEAD', 'Transfer-Encoding: chunked\r\n', undefined],
      [204, 'GET', '', undefined],
      [204, 'DELETE', 'Content-Length: 0\r\n', undefined],
      [304, 'GET', 'Content-Length: 77\r\nETag: "a"\r\n', '77'],
      [404, 'GET', 'Content-Length: 0\r\n', '0'],
    ] as [number, string, string, string | undefined][]) {
      stage.upstream.answer = () => `HTTP/1.1 ${status} X\r\n${head}\r\n`
      const twice = new RawClient(stage.port).send(`${method} / HTTP/1.1\r\n${host}\r\n`.repeat(2))
      const responses = await twice.take(2, [method, method])
      t.strictSame(
        responses.map((each) => [each.status, headerOf(each, 'content-length'), each.body]),
        [
          [status, expected, ''],
          [status, expected, ''],
        ],
        `${method} ${status}`,
      )
      t.notOk(headerOf(responses[0], 'transfer-encoding'))
      twice.destroy()
    }
    stage.upstream.answer = () =>
      `HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n${ok('later')}`
    t.equal((await ask(stage.port, get))?.body, 'later', 'interim responses end here')
    t.strictSame(stage.errors, [])
    t.ok(await stage.settled())
  })
}

async function encodings(t: Test): Promise<void> {
  const text = 'some text that repeats, some text that repeats, some text that repeats'
  const table: [coding: string, bytes: Uint8Array][] = [
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['GZIP', gzipSync(text)],
  ]
  for (const [coding, bytes] of table) {
    for (const [mode, script] of modes) {
      await Stage.play(script, {}, async (stage) => {
        stage.upstream.answer = () =>
          ok(latin1(bytes), `Content-Encoding: ${coding}\r\nETag: "x"\r\nVary: Accept-Encoding\r\n`)
        const response = await ask(stage.port, get)
        const isDecoded = script.responseNeed !== undefined
        t.equal(response?.body, isDecoded ? text : latin1(bytes), `${coding}, ${mode}`)
        t.equal(stage.engine.last.responseText, isDecoded ? text : '')
        t.equal(headerOf(response, 'content-encoding'), isDecoded ? undefined : coding)
        t.equal(headerOf(response, 'etag'), isDecoded ? 'W/"x"' : '"x"')
      })
    }
  }
  await Stage.play(buffering, { limits: { decodedResponse: 1_000_000 } }, async (stage) => {
    const bomb = gzipSync(Buffer.alloc(5_000_000))
    stage.upstream.answer = () => ok(latin1(bomb), 'Content-Encoding: gzip\r\n')
    t.equal((await ask(stage.port, get))?.status, 502, 'what grows beyond the limit')
    t.ok(Buffer.concat(stage.engine.last.responseChunks).length <= 1_000_000)
    for (const broken of [gzipSync(text).subarray(0, 30), Buffer.from('no gzip at all')]) {
      stage.upstream.answer = () => ok(latin1(broken), 'Content-Encoding: gzip\r\n')
      t.equal((await ask(stage.port, get))?.status, 502, 'broken gzip')
    }
    for (const coding of ['zstd', 'gzip, br', 'identity']) {
      stage.upstream.answer = () => ok('opaque', `Content-Encoding: ${coding}\r\n`)
      const response = await ask(stage.port, get)
      t.equal(response?.body, 'opaque', `${coding} is shown and sent as it is`)
      t.equal(headerOf(response, 'content-encoding'), coding)
      t.equal(stage.engine.last.responseText, 'opaque')
    }
    t.ok(await stage.settled())
  })
  for (const [acceptEncoding, expected] of [
    ['auto', 'identity'],
    ['identity', 'identity'],
    ['decodable', 'gzip;q=0.5, br, deflate'],
    ['pass', 'gzip;q=0.5, zstd, br | deflate'],
  ] as const) {
    await Stage.play({}, { acceptEncoding }, async (stage) => {
      await ask(
        stage.port,
        `GET / HTTP/1.1\r\n${host}Accept-Encoding: gzip;q=0.5, zstd, br\r\naccept-encoding: deflate\r\n\r\n`,
      )
      const sent = stage.upstream.last.headers.filter(([name]) => name.toLowerCase() === 'accept-encoding')
      t.equal(sent.map(([, value]) => value).join(' | '), expected, acceptEncoding)
    })
  }
}

async function streaming(t: Test): Promise<void> {
  await Stage.play(
    {
      responseNeed: ({ responseHeaders }) =>
        responseHeaders.some(([, value]) => value.includes('html')) ? 'buffer' : 'pass',
    },
    {},
    async (stage) => {
      stage.upstream.answer = ({ socket }) => {
        socket.write(
          'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n',
        )
        return null
      }
      const client = new RawClient(stage.port).send(get)
      t.ok(await client.until(() => client.received.includes('data: 1')), 'an event arrives while the stream is open')
      stage.upstream.last.socket.write('9\r\ndata: 2\n\n\r\n')
      t.ok(await client.until(() => client.received.includes('data: 2')))
      client.destroy()
      t.ok(await stage.settled())
      await until(() => stage.upstream.open === 0)
      t.equal(stage.upstream.open, 0, 'the upstream learns that nobody listens')
    },
  )
  // The engine takes the first piece only: what it held is flushed, the length is kept.
  await Stage.play(
    { responseNeed: ({ responseChunks }) => (responseChunks.length === 0 ? 'buffer' : 'pass') },
    {},
    async (stage) => {
      stage.upstream.answer = ({ socket }) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc', () => setTimeout(() => socket.write('def'), 50))
        return null
      }
      const response = await ask(stage.port, get)
      t.equal(response?.body, 'abcdef')
      t.equal(headerOf(response, 'content-length'), '6')
      t.equal(stage.engine.last.responseText, 'abc')
    },
  )
  // A client that does not read holds the upstream back.
  await Stage.play({}, { timeouts: { idle: 1_000 } }, async (stage) => {
    let sent = 0
    const size = 200_000_000
    stage.upstream.answer = ({ socket }) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`)
      const piece = Buffer.alloc(1_000_000, 97)
      const pump = () => {
        while (sent < size && !socket.destroyed) {
          sent += piece.length
          if (!socket.write(piece)) {
            socket.once('drain', pump)
            return
          }
        }
      }
      pump()
      return null
    }
    const client = new RawClient(stage.port).send(get)
    await client.until(() => client.received.length > 0)
    client.socket.pause()
    await new Promise((resolve) => setTimeout(resolve, 500))
    t.ok(sent < size / 2, `the upstream could send ${sent / 1_000_000} of ${size / 1_000_000} MB`)
    t.ok(await stage.settled(), 'and the client is given up when it goes on like that')
    client.destroy()
  })
  // An answer before the request was read to its end.
  await Stage.play({}, { timeouts: { linger: 100 } }, async (stage) => {
    const early = createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig'))
    })
    await new Promise<void>((resolve) => early.listen(0, '127.0.0.1', resolve))
    const { port } = early.address() as { port: number }
    await Stage.play({}, { upstream: `http://127.0.0.1:${port}`, timeouts: { linger: 100 } }, async (inner) => {
      const client = new RawClient(inner.port).send(`POST / HTTP/1.1\r\n${host}Content-Length: 1000000\r\n\r\nabc`)
      const [response] = await client.take()
      t.equal(response?.status, 413)
      t.equal(response?.body, 'big')
      t.ok(await client.closed(2_000), 'the rest of the request is not waited for')
      t.ok(await inner.settled())
      client.destroy()
    })
    await new Promise((resolve) => early.close(resolve))
    t.equal(stage.errors.length, 0)
  })
}

async function keptConnections(t: Test): Promise<void> {
  await Stage.play({}, {}, async (stage) => {
    for (let i = 0; i < 5; i++) await ask(stage.port, get)
    t.equal(stage.upstream.connections, 1, 'one connection serves all')
    // Bytes that nobody asked for, on the idle connection.
    stage.upstream.last.socket.write(ok('poison'))
    await until(() => stage.upstream.open === 0)
    t.equal(stage.upstream.open, 0, 'a connection with stray bytes is closed')
    t.equal((await ask(stage.port, get))?.body, 'ok')
    // And right behind an answer.
    stage.upstream.answer = () => ok('first') + ok('poison')
    await ask(stage.port, get)
    stage.upstream.answer = () => ok('second')
    t.not((await ask(stage.port, get))?.body, 'poison')
  })
  for (const [method, status] of [
    ['GET', 200],
    ['POST', 502],
  ] as const) {
    await Stage.play({}, {}, async (stage) => {
      await ask(stage.port, get)
      stage.upstream.answer = ({ socket }) => {
        // The kept connection is closed just as the next request arrives on it.
        stage.upstream.answer = () => ok('again')
        socket.resetAndDestroy()
        return null
      }
      const response = await ask(stage.port, `${method} / HTTP/1.1\r\n${host}\r\n`)
      t.equal(response?.status, status, `${method} on a connection that had been closed`)
      if (status === 200) t.equal(response?.body, 'again')
      t.ok(await stage.settled())
    })
  }
}

async function until(condition: () => boolean, milliseconds = 2_000): Promise<void> {
  const end = Date.now() + milliseconds
  while (!condition() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 5))
}
