import { createServer } from 'node:net'
import type { Test } from 'tap'
import { ask, RawClient } from './raw-client.js'
import { type Script, verdict } from './scripted-engine.js'
import { Stage } from './stage.js'

const host = 'Host: shop.example\r\n'
const get = `GET / HTTP/1.1\r\n${host}\r\n`
const buffering: Script = { requestNeed: () => 'buffer', responseNeed: () => 'buffer' }
const modes: [string, Script][] = [
  ['inspected', buffering],
  ['passed on', {}],
]

/** Upstreams and clients that fail in the middle of an exchange. */
export async function failureCases(t: Test): Promise<void> {
  for (const [mode, script] of modes) {
    await t.test(`upstreams that fail, ${mode}`, (t) => failures(t, script))
  }
  await t.test('clients that go away', departures)
}

async function failures(t: Test, script: Script): Promise<void> {
  const isBuffered = script.responseNeed !== undefined
  const heads: [string, string][] = [
    ['both framings', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd'],
    ['a folded header', 'HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n'],
    ['no status', 'HTTP/1.1 OK\r\n\r\n'],
    ['no HTTP', 'hello there\r\n\r\n'],
    ['a switch nobody asked for', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'],
    ['headers without end', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(70_000)}\r\n\r\n`],
  ]
  const limits = { decodedResponse: 0 }
  await Stage.play(
    script,
    { timeouts: { response: 200, responseBody: 200, connect: 500, linger: 50 }, limits },
    async (stage) => {
      const page = /could not be served/
      for (const [name, text] of heads) {
        stage.upstream.answer = () => text
        const response = await ask(stage.port, get)
        t.equal(response?.status, 502, name)
        t.match(response?.body, page)
      }
      stage.upstream.answer = () => null
      t.equal((await ask(stage.port, get))?.status, 504, 'silence')
      stage.upstream.answer = ({ socket }) => {
        socket.resetAndDestroy()
        return null
      }
      t.equal((await ask(stage.port, get.replace('GET', 'POST')))?.status, 502, 'a reset')
      await stage.settled()
      t.match(stage.entries.at(-1), { status: 502, failure: /upstream/ })
      for (const [name, end] of [
        ['a reset in the body', 'reset'],
        ['an end in the body', 'end'],
        ['silence in the body', ''],
      ] as [string, string][]) {
        stage.upstream.answer = ({ socket }) => {
          socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc', () => {
            setTimeout(() => (end === 'reset' ? socket.resetAndDestroy() : end === 'end' ? socket.end() : null), 20)
          })
          return null
        }
        const client = new RawClient(stage.port).send(get)
        if (isBuffered) t.equal((await client.take())[0]?.status, end === '' ? 504 : 502, name)
        else {
          t.ok(await client.closed(2_000), `${name}: the client must not take it for whole`)
          t.match(client.received, /Content-Length: 10\r\n(.|\r\n)*\r\n\r\nabc$/)
          await stage.settled()
          t.type(stage.engine.last.aborted, 'string')
        }
        client.destroy()
      }
      stage.upstream.answer = () => 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n'
      const broken = new RawClient(stage.port).send(get)
      if (isBuffered) t.equal((await broken.take())[0]?.status, 502, 'broken chunks')
      else t.ok(await broken.closed(2_000), 'broken chunks')
      t.notMatch(broken.received, /\r\n0\r\n\r\n/)
      t.ok(await stage.settled())
      t.strictSame(stage.errors, [])
    },
  )
  const closed = createServer()
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
  const { port } = closed.address() as { port: number }
  await new Promise((resolve) => closed.close(resolve))
  await Stage.play(script, { upstream: `http://127.0.0.1:${port}` }, async (stage) => {
    const response = await ask(stage.port, `POST / HTTP/1.1\r\n${host}Content-Length: 3\r\n\r\nabc`)
    t.equal(response?.status, 502, 'nobody listens')
    t.notMatch(response?.body, /ECONN|127/)
    t.equal(stage.engine.last.status, 502, 'the engine knows what was answered')
  })
}

async function departures(t: Test): Promise<void> {
  const post = `POST / HTTP/1.1\r\n${host}Content-Length: 10\r\n\r\nabc`
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'
  for (const [name, script, request, answer] of [
    ['in an inspected request', buffering, post, null],
    ['in a streamed request', {}, post, null],
    ['before the response', {}, get, null],
    ['in an inspected response', buffering, get, head],
    ['in a streamed response', {}, get, head],
  ] as [string, Script, string, string | null][]) {
    await Stage.play(script, {}, async (stage) => {
      stage.upstream.answer = () => answer
      const client = new RawClient(stage.port).send(request)
      await until(() => stage.engine.opened === 1 && (request === post || stage.upstream.requests.length === 1))
      await new Promise((resolve) => setTimeout(resolve, 30))
      client.socket.resetAndDestroy()
      t.ok(await stage.settled(), name)
      t.type(stage.engine.last.aborted, 'string', 'the engine is told')
      t.match(stage.entries[0], { failure: /client/ })
      await until(() => stage.upstream.open === 0)
      t.equal(stage.upstream.open, 0, 'the upstream connection is given up')
      t.equal(stage.proxy.status().connections, 0)
      t.strictSame(stage.errors, [])
    })
  }
  await Stage.play(
    { phase3: () => new Promise((resolve) => setTimeout(resolve, 100, verdict())) },
    {},
    async (stage) => {
      const client = new RawClient(stage.port).send(get)
      await until(() => stage.engine.opened === 1 && stage.engine.last.phase === 3)
      client.socket.resetAndDestroy()
      t.ok(await stage.settled(), 'while the engine thinks')
      t.strictSame(stage.errors, [])
    },
  )
}

async function until(condition: () => boolean, milliseconds = 2_000): Promise<void> {
  const end = Date.now() + milliseconds
  while (!condition() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 5))
}
