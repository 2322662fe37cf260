import type { Test } from 'tap'
import { ask, headerOf, RawClient } from './raw-client.js'
import { ok } from './raw-upstream.js'
import { type Script, verdict } from './scripted-engine.js'
import { Stage } from './stage.js'

const host = 'Host: shop.example\r\n'
const get = `GET / HTTP/1.1\r\n${host}\r\n`
const buffering: Script = { requestNeed: () => 'buffer', responseNeed: () => 'buffer' }

/** Requests that are too large, too slow, too many or no requests at all. */
export async function refusedCases(t: Test): Promise<void> {
  await t.test('limits', (t) =>
    Stage.play(
      buffering,
      {
        limits: { headerBytes: 4_096, headers: 20, target: 1_000, requestBody: 1_000, pipelined: 3 },
        timeouts: { linger: 50 },
      },
      async (stage) => {
        const table: [name: string, request: string, status: number][] = [
          ['header bytes', `GET / HTTP/1.1\r\n${host}X-Big: ${'a'.repeat(5_000)}\r\n\r\n`, 431],
          ['header fields', `GET / HTTP/1.1\r\n${host}${'a: b\r\n'.repeat(20)}\r\n`, 431],
          ['target', `GET /${'a'.repeat(1_000)} HTTP/1.1\r\n${host}\r\n`, 414],
          ['declared body', `POST / HTTP/1.1\r\n${host}Content-Length: 1001\r\n\r\n`, 413],
          [
            'chunked body',
            `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n${`64\r\n${'a'.repeat(100)}\r\n`.repeat(11)}`,
            413,
          ],
        ]
        for (const [name, request, status] of table) {
          const client = new RawClient(stage.port).send(request)
          const [response] = await client.take()
          t.equal(response?.status, status, name)
          t.equal(stage.engine.last.id, headerOf(response, 'x-request-id'), 'the engine saw it')
          t.ok(await client.closed(1_000), 'the connection is closed')
          client.destroy()
        }
        t.equal(stage.upstream.requests.length, 0)
        stage.upstream.answer = () => null
        const flood = new RawClient(stage.port).send(get.repeat(20))
        t.ok(await flood.closed(1_000), 'too many requests ahead of their answers')
        t.ok(stage.upstream.requests.length <= 4)
      },
    ),
  )

  await t.test('timeouts', (t) =>
    Stage.play(
      buffering,
      { timeouts: { headers: 200, request: 400, body: 150, keepAlive: 150, linger: 50 } },
      async (stage) => {
        const slowHead = new RawClient(stage.port).send('GET /slow?attack HTTP/1.1\r\nHo')
        const [late] = await slowHead.take()
        t.equal(late?.status, 408)
        t.equal(stage.engine.last.line, 'GET /slow?attack HTTP/1.1', 'the engine saw what there was')
        t.ok(await slowHead.closed(1_000))
        const slowBody = new RawClient(stage.port).send(`POST / HTTP/1.1\r\n${host}Content-Length: 10\r\n\r\nabc`)
        t.equal((await slowBody.take())[0]?.status, 408)
        t.ok(await slowBody.closed(1_000))
        const drip = new RawClient(stage.port).send(`POST / HTTP/1.1\r\n${host}Content-Length: 1000\r\n\r\n`)
        const timer = setInterval(() => drip.send('a'), 50)
        t.equal((await drip.take())[0]?.status, 408, 'a body that drips is bounded too')
        clearInterval(timer)
        drip.destroy()
        const idle = new RawClient(stage.port).send(get)
        t.equal((await idle.take())[0]?.status, 200)
        t.ok(await idle.closed(3_000), 'an idle connection is closed')
        t.equal(idle.responses().length, 1, 'without another word')
        const mute = new RawClient(stage.port)
        t.ok(await mute.closed(3_000), 'a connection without a request is closed')
        t.equal(mute.received, '')
        t.ok(await stage.settled())
      },
    ),
  )

  await t.test('several requests on one connection', (t) =>
    Stage.play(buffering, {}, async (stage) => {
      stage.upstream.answer = ({ target, body }) => ok(target + body)
      const client = new RawClient(stage.port).send(
        `GET /1 HTTP/1.1\r\n${host}\r\nPOST /2 HTTP/1.1\r\n${host}Content-Length: 3\r\n\r\nabcGET /3 HTTP/1.1\r\n${host}\r\n`,
      )
      t.strictSame(
        (await client.take(3)).map((each) => each.body),
        ['/1', '/2abc', '/3'],
      )
      client.send(`GET /4 HTTP/1.1\r\n${host}\r\nGET /5?attack HTTP/1.1\r\nHost`)
      await client.take(4)
      client.send(` : x\r\nX-Y: z\r\n\r\nGET /6 HTTP/1.1\r\n${host}\r\n`)
      t.ok(await client.closed(2_000))
      t.strictSame(
        client.responses().map((each) => each.status),
        [200, 200, 200, 200, 400],
      )
      t.equal(stage.engine.last.line, 'GET /5?attack HTTP/1.1', 'the broken request was shown as it was sent')
      t.strictSame(stage.engine.last.requestHeaders, [
        ['Host', 'x'],
        ['X-Y', 'z'],
      ])
      t.strictSame(
        stage.upstream.requests.map((each) => each.target),
        ['/1', '/2', '/3', '/4'],
      )
      client.destroy()
    }),
  )

  await t.test('a broken request behind others in one packet', (t) =>
    Stage.play(buffering, {}, async (stage) => {
      const length = `POST /1 HTTP/1.1\r\n${host}Content-Length: 3\r\n\r\nabc`
      const chunked = `POST /2 HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n0\r\nX-T: 1\r\n\r\n`
      const broken = `POST /4?attack HTTP/1.1\r\n${host}Content-Length: 3\r\nContent-Length: 4\r\n\r\nrest`
      const client = new RawClient(stage.port).send(`${length}${chunked}GET /3 HTTP/1.1\r\n${host}\r\n${broken}`)
      t.ok(await client.closed(2_000))
      const statuses = client.responses().map((each) => each.status)
      t.strictSame(statuses, [200, 200, 200, 400])
      t.equal(stage.engine.last.line, 'POST /4?attack HTTP/1.1')
      t.equal(stage.engine.last.requestText, 'rest')
      // The same over several packets, with bodies that end in the middle of one.
      const other = new RawClient(stage.port)
      for (const part of [length, `${chunked}POST /4?att`, 'ack HTTP/1.1\r\nX : y\r\n\r\n']) {
        other.send(part)
        await new Promise((resolve) => setTimeout(resolve, 30))
      }
      t.ok(await other.closed(2_000))
      t.equal(stage.engine.last.line, 'POST /4?attack HTTP/1.1')
      t.strictSame(stage.engine.last.requestHeaders, [['X', 'y']])
    }),
  )

  await t.test('what the parser refuses gets the verdict of the engine', async (t) => {
    const broken = `GET /x HTTP/1.1\r\n${host}Bad Header: 1\r\nX: a\r\n b\r\n\r\nhidden body`
    const seen: Script = {
      ...buffering,
      phase2: (each) => (each.requestText.includes('hidden') ? verdict({ status: 406, phase: 2 }) : null),
    }
    await Stage.play(seen, {}, async (stage) => {
      const response = await ask(stage.port, broken)
      t.equal(response?.status, 406)
      t.strictSame(stage.engine.last.requestHeaders, [
        ['Host', 'shop.example'],
        ['Bad Header', '1'],
        ['X', 'a b'],
      ])
      await stage.settled()
      t.match(stage.entries[0], { status: 406, verdict: { ruleId: 7 }, target: '/x' })
    })
    await Stage.play({ phase1: () => verdict({ action: 'drop' }) }, {}, async (stage) => {
      const client = new RawClient(stage.port).send(broken)
      t.ok(await client.closed(1_000))
      t.equal(client.received, '')
    })
    await Stage.play({ phase1: () => verdict({ action: 'redirect', url: 'http://x/' }) }, {}, async (stage) => {
      t.equal(headerOf(await ask(stage.port, broken), 'location'), 'http://x/')
    })
    await Stage.play(buffering, {}, async (stage) => {
      for (const bytes of [
        '\x16\x03\x01\x02\x00\x01\x00',
        '\0\0\0\0',
        'hello\r\n\r\n',
        '\xff'.repeat(50),
        `GET ${'a'.repeat(70_000)}`,
      ]) {
        const client = new RawClient(stage.port).send(bytes)
        const [response] = await client.take()
        t.match(response?.status, /^4/, JSON.stringify(bytes.slice(0, 10)))
        t.ok(await client.closed(3_000))
        client.destroy()
      }
      t.ok(await stage.settled())
      t.strictSame(stage.errors, [])
    })
  })

  await t.test('half-closed clients get their answer', (t) =>
    Stage.play(buffering, {}, async (stage) => {
      const client = new RawClient(stage.port).send(`POST / HTTP/1.1\r\n${host}Content-Length: 3\r\n\r\nabc`)
      client.socket.end()
      t.equal((await client.take())[0]?.status, 200)
      t.ok(await client.closed(2_000))
      const cutHead = new RawClient(stage.port).send('GET /cut HTTP/1.1\r\nX: y')
      cutHead.socket.end()
      t.equal((await cutHead.take())[0]?.status, 400)
      t.equal(stage.engine.last.line, 'GET /cut HTTP/1.1')
      const cutBody = new RawClient(stage.port).send(`POST / HTTP/1.1\r\n${host}Content-Length: 9\r\n\r\nabc`)
      cutBody.socket.end()
      t.equal((await cutBody.take())[0]?.status, 400)
      t.equal(stage.upstream.requests.length, 1)
      t.ok(await stage.settled())
    }),
  )

  await t.test('an upload goes at the pace of the upstream', (t) =>
    Stage.play({}, { timeouts: { response: 500 } }, async (stage) => {
      stage.upstream.pauseReading = true
      const size = 100_000_000
      const client = new RawClient(stage.port).send(`POST / HTTP/1.1\r\n${host}Content-Length: ${size}\r\n\r\n`)
      const piece = 'a'.repeat(1_000_000)
      let sent = 0
      for (let idle = 0; idle < 10 && sent < size; ) {
        if (client.socket.writableLength > 0) {
          idle++
          await new Promise((resolve) => setTimeout(resolve, 20))
        } else {
          idle = 0
          client.send(piece)
          sent += piece.length
        }
      }
      t.ok(sent < size / 2, `the client could send ${sent / 1_000_000} of ${size / 1_000_000} MB`)
      t.equal((await client.take())[0]?.status, 504, 'an upstream that takes nothing more is given up')
      client.destroy()
      t.ok(await stage.settled())
    }),
  )
}
