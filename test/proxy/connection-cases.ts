import { createServer as createHttpServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { connect } from 'node:net'
import { createDemoSite, createProxy, type ProxyOptions } from '@secrule/proxy'
import type { Test } from 'tap'
import { certificate } from './certificate.js'
import { ask, headerOf, RawClient } from './raw-client.js'
import { ok } from './raw-upstream.js'
import { type Script, ScriptedEngine, verdict } from './scripted-engine.js'
import { Stage } from './stage.js'

const host = 'Host: shop.example\r\n'
const get = `GET / HTTP/1.1\r\n${host}\r\n`
const switching = `GET /socket HTTP/1.1\r\n${host}Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\nSec-WebSocket-Key: x\r\n\r\n`
const switched =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: y\r\nServer: Real\r\n\r\n'
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Connections: switching protocols, limits, stopping, TLS; and the options. */
export async function connectionCases(t: Test): Promise<void> {
  await t.test('switching protocols', switchingProtocols)
  await t.test('limits on connections', connectionLimits)
  await t.test('stopping', stopping)
  await t.test('TLS toward the upstream', secureUpstream)
  await t.test('options', options)
  await t.test('the demo site', demoSite)
}

async function switchingProtocols(t: Test): Promise<void> {
  await Stage.play(
    { requestNeed: () => 'buffer', responseNeed: () => 'buffer' },
    { serverSignature: 'Mask' },
    async (stage) => {
      stage.upstream.answer = ({ socket }) => {
        socket.on('data', (chunk) => socket.write(Buffer.from(`<${chunk.toString('latin1')}>`, 'latin1')))
        socket.on('end', () => socket.end('bye'))
        return switched
      }
      const client = new RawClient(stage.port).send(`${switching}early`)
      t.ok(await client.until(() => client.received.endsWith('<early>')), 'bytes sent along reach the other side')
      const [response] = client.responses()
      t.equal(response?.status, 101)
      t.equal(headerOf(response, 'upgrade'), 'websocket')
      t.equal(headerOf(response, 'connection'), 'Upgrade')
      t.equal(headerOf(response, 'sec-websocket-accept'), 'y')
      t.equal(headerOf(response, 'server'), 'Mask')
      t.equal(headerOf(response, 'x-request-id'), stage.engine.last.id)
      t.equal(stage.engine.last.header('connection'), 'keep-alive, Upgrade')
      t.equal(stage.engine.last.status, 101)
      t.ok(stage.upstream.last.headers.some(([name, value]) => name === 'Upgrade' && value === 'websocket'))
      client.send('\x81\xff\0')
      t.ok(await client.until(() => client.received.endsWith('<\x81\xff\0>')), 'bytes pass unchanged')
      t.ok(await stage.settled(), 'the transaction is over')
      t.match(stage.entries[0], { status: 101 })
      client.socket.end()
      t.ok(await client.closed(2_000))
      t.ok(client.received.endsWith('bye'), 'an end is passed on, and what comes after it back')
      await wait(20)
      t.equal(stage.proxy.status().connections, 0)
    },
  )
  const refusals: [name: string, script: Script, answer: string | null, status: number][] = [
    ['by a rule before', { phase1: () => verdict() }, switched, 403],
    ['by a rule after', { phase3: () => verdict({ status: 404 }) }, switched, 404],
    ['by the upstream', {}, ok('no sockets here'), 200],
    ['by switching to something else', {}, switched.replace('websocket', 'h2c'), 502],
    ['by an upstream that is gone', {}, '', 502],
  ]
  for (const [name, script, answer, status] of refusals) {
    await Stage.play(script, { timeouts: { linger: 50 } }, async (stage) => {
      stage.upstream.answer = ({ socket }) => {
        if (answer === '') socket.destroy()
        return answer
      }
      const client = new RawClient(stage.port).send(`${switching}GET /smuggled HTTP/1.1\r\n${host}\r\n`)
      t.ok(await client.closed(2_000), `refused ${name}`)
      t.equal(client.responses().length, 1)
      t.equal(client.responses()[0]?.status, status)
      t.notOk(
        stage.upstream.requests.some(({ target }) => target.includes('smuggled')),
        'what was sent along went nowhere',
      )
      t.ok(await stage.settled())
      client.destroy()
      await wait(100)
      t.equal(stage.proxy.status().connections, 0)
    })
  }
  await Stage.play({}, {}, async (stage) => {
    const client = new RawClient(stage.port).send(get + switching.replace('WebSocket', 'h2c') + get)
    const responses = await client.take(3)
    t.strictSame(
      responses.map((each) => each.status),
      [200, 200, 200],
      'a wish for another protocol is ignored',
    )
    t.equal(stage.engine.transactions[1]?.header('upgrade'), 'h2c', 'and shown to the engine as sent')
    t.notOk(stage.upstream.requests.some(({ headers }) => headers.some(([name]) => /^upgrade$/i.test(name))))
    client.destroy()
    t.ok(await stage.settled())
  })
  await Stage.play({}, { upgrades: [] }, async (stage) => {
    t.equal((await ask(stage.port, switching))?.status, 200, 'with no protocol allowed')
  })
  await Stage.play({}, { timeouts: { stream: 100 } }, async (stage) => {
    stage.upstream.answer = () => switched
    const client = new RawClient(stage.port).send(switching)
    t.ok(await client.closed(2_000), 'a silent connection is closed in the end')
    const other = new RawClient(stage.port).send(switching)
    await other.take()
    other.socket.resetAndDestroy()
    await wait(100)
    t.equal(stage.upstream.open, 0, 'a reset is the end of both sides')
    t.strictSame(stage.errors, [])
  })
}

async function connectionLimits(t: Test): Promise<void> {
  await Stage.play({}, { limits: { connections: 3 } }, async (stage) => {
    const clients = Array.from({ length: 5 }, () => new RawClient(stage.port))
    await wait(50)
    t.equal(stage.proxy.status().connections, 3)
    t.equal(clients.filter((client) => client.isClosed).length, 2, 'more than the limit are closed')
    for (const client of clients) client.destroy()
    await wait(50)
    t.equal((await ask(stage.port, get))?.status, 200, 'and there is room again')
  })
  await Stage.play({}, { limits: { connectionsPerAddress: 2 } }, async (stage) => {
    const clients = Array.from({ length: 4 }, () => new RawClient(stage.port))
    await wait(50)
    t.equal(clients.filter((client) => client.isClosed).length, 2, 'more than the limit of one address')
    for (const client of clients) client.destroy()
    await wait(50)
    t.equal((await ask(stage.port, get))?.status, 200)
  })
  await Stage.play({}, { limits: { requestsPerConnection: 2 } }, async (stage) => {
    const client = new RawClient(stage.port).send(get)
    t.notMatch(headerOf((await client.take())[0], 'connection') ?? '', /close/)
    client.send(get + get)
    t.ok(await client.closed(2_000))
    const responses = client.responses()
    t.equal(responses.length, 2)
    t.equal(headerOf(responses[1], 'connection'), 'close', 'the last one says so')
    t.equal(stage.upstream.requests.length, 2)
  })
}

async function stopping(t: Test): Promise<void> {
  const slow: Script = { phase2: () => new Promise((resolve) => setTimeout(resolve, 150, null)) }
  const stage = await Stage.open(slow)
  stage.upstream.answer = ({ target }) => (target === '/socket' ? switched : ok('done'))
  const socket = new RawClient(stage.port).send(switching)
  await socket.take()
  const idle = new RawClient(stage.port)
  const busy = new RawClient(stage.port).send(get)
  await busy.until(() => stage.engine.opened === 2, 500)
  const began = performance.now()
  await stage.proxy.close()
  t.ok(performance.now() - began < 5_000, 'a graceful stop does not wait for what has nothing to finish')
  await busy.closed()
  t.equal(busy.responses()[0]?.body, 'done', 'a request under way is finished')
  t.equal(headerOf(busy.responses()[0], 'connection'), 'close')
  t.ok(idle.isClosed || (await idle.closed(500)))
  t.ok(await socket.closed(500))
  const late = connect(stage.port, '127.0.0.1')
  const code = await new Promise<string | undefined>((resolve) =>
    late.on('error', (error: NodeJS.ErrnoException) => resolve(error.code)),
  )
  t.equal(code, 'ECONNREFUSED', 'no new connection is taken')
  t.strictSame([stage.proxy.status().connections, stage.proxy.status().upstreamConnections], [0, 0])
  await stage.upstream.close()

  for (const [name, graceful] of [
    ['at the deadline', true],
    ['at once', false],
  ] as const) {
    const stuck = await Stage.open({}, { timeouts: { shutdown: 100 } })
    stuck.upstream.answer = () => null
    const client = new RawClient(stuck.port).send(get)
    await client.until(() => stuck.upstream.requests.length === 1, 500)
    await stuck.proxy.close(graceful)
    t.ok(await client.closed(1_000), `cut ${name}`)
    t.ok(await stuck.settled())
    t.type(stuck.engine.last.aborted, 'string')
    await stuck.proxy.close(graceful)
    await stuck.upstream.close()
  }
  const first = await Stage.open()
  const second = createProxy({ engine: first.engine, upstream: 'http://127.0.0.1:1', listen: first.port })
  await t.rejects(second.listen(), { code: 'EADDRINUSE' }, 'an address that is taken')
  await second.close()
  await first.close()
}

async function secureUpstream(t: Test): Promise<void> {
  const made = certificate()
  if (made === null) {
    t.comment('TLS toward the upstream was not tried: there is no openssl to make a certificate with')
    return
  }
  const { cert, key } = made
  const names: (string | false | undefined)[] = []
  const server = createSecureServer({ key, cert }, (request, response) => {
    names.push((request.socket as unknown as { servername?: string }).servername)
    response.end('from inside')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const table: [name: string, tls: ProxyOptions['upstreamTls'], status: number][] = [
    ['an unknown authority', {}, 502],
    ['the right authority, another name', { ca: cert }, 502],
    ['the right authority and name', { ca: cert, servername: 'inside.example' }, 200],
    ['no check', { rejectUnauthorized: false }, 200],
  ]
  for (const [name, upstreamTls, status] of table) {
    await Stage.play({}, { upstream: `https://127.0.0.1:${port}`, upstreamTls: upstreamTls ?? {} }, async (stage) => {
      t.equal((await ask(stage.port, get))?.status, status, name)
      t.equal((await ask(stage.port, get))?.status, status)
    })
  }
  t.equal(names[0], 'inside.example')
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

async function options(t: Test): Promise<void> {
  const engine = new ScriptedEngine()
  const upstream = 'http://127.0.0.1:1'
  const wrong: [Record<string, unknown>, RegExp][] = [
    [{ upstraem: 'x' }, /`upstraem` is not an option/],
    [{ engine: {} }, /`engine`/],
    [{ upstream: 'ftp://x' }, /`upstream` must be/],
    [{ upstream: 'http://x/path' }, /`upstream` must be/],
    [{ upstream: 'http://a@x' }, /`upstream` must be/],
    [{ upstream: undefined }, /`upstream` must be/],
    [{ listen: 'x:y' }, /`listen` must be/],
    [{ listen: 70_000 }, /`listen` must be/],
    [{ onError: 'ignore' }, /`onError` must be `block` or `pass`/],
    [{ acceptEncoding: 'gzip' }, /`acceptEncoding`/],
    [{ trustProxy: ['10.0.0.0/33'] }, /10\.0\.0\.0\/33/],
    [{ trustProxy: ['localhost'] }, /localhost/],
    [{ trustProxy: -1 }, /`trustProxy`/],
    [{ timeouts: { heders: 1 } }, /`timeouts\.heders` is not an option/],
    [{ timeouts: { headers: -1 } }, /`timeouts\.headers` must be/],
    [{ limits: { headers: '9' } }, /`limits\.headers` must be/],
    [{ limits: { headerBytes: 0 } }, /at least 1024/],
    [{ methods: ['GET', 'CONNECT'] }, /CONNECT/],
    [{ allowedHosts: 'shop.example' }, /`allowedHosts` must be a list/],
    [{ responseHeaders: { set: { 'X Y': '1' } } }, /X Y/],
    [{ responseHeaders: { set: { X: 'a\nb' } } }, /cannot hold `X`/],
    [{ serverSignature: 'a\r\nb' }, /`serverSignature`/],
    [{ trustRequestId: 'yes' }, /`trustRequestId` must be a boolean/],
  ]
  for (const [change, message] of wrong) {
    t.throws(() => createProxy({ engine, upstream, ...change } as ProxyOptions), { message }, JSON.stringify(change))
  }
  for (const [listen, expected] of [
    ['127.0.0.1:0', /^http:\/\/127\.0\.0\.1:\d+$/],
    [0, /^http:\/\/127\.0\.0\.1:\d+$/],
    ['[::1]:0', /^http:\/\/\[::1\]:\d+$/],
    [':0', /^http:\/\/0\.0\.0\.0:\d+$/],
  ] as const) {
    const proxy = createProxy({ engine, upstream, listen })
    try {
      t.match((await proxy.listen()).url, expected)
    } catch (error) {
      t.comment(`not listened on ${listen}: ${(error as Error).message}`)
    }
    await proxy.close()
  }
}

async function demoSite(t: Test): Promise<void> {
  const site = createHttpServer(createDemoSite())
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  const { port } = site.address() as { port: number }
  await Stage.play({}, { upstream: `http://127.0.0.1:${port}` }, async (stage) => {
    for (const [target, status, text] of [
      ['/', 200, /Corner Shop/],
      ['/search?q=kettle', 200, /1 found/],
      ['/search?q=%3Cscript%3E%22', 200, /&#60;script&#62;&#34;/],
      ['/contact', 200, /method="post"/],
      ['/api/products', 200, /"products":\[/],
      ['/leak/card', 200, /4111 1111 1111 1111/],
      ['/leak/sql', 500, /SQL syntax/],
      ['/leak/php', 500, /Fatal error/],
      ['/nothing', 404, /no such page/],
    ] as const) {
      const response = await ask(stage.port, `GET ${target} HTTP/1.1\r\n${host}\r\n`)
      t.equal(response?.status, status, target)
      t.match(response?.body, text)
      t.notMatch(response?.body, /<script/)
    }
    const form = 'name=%3Cb%3EAnn&message=hello'
    const posted = await ask(
      stage.port,
      `POST /contact HTTP/1.1\r\n${host}Content-Length: ${form.length}\r\n\r\n${form}`,
    )
    t.match(posted?.body, /Thank you, &#60;b&#62;Ann\./)
    const long = await ask(
      stage.port,
      `POST /contact HTTP/1.1\r\n${host}Content-Length: 70000\r\n\r\n${'a'.repeat(70_000)}`,
    )
    t.equal(long?.status, 413)
  })
  await new Promise((resolve) => site.close(resolve))
}
