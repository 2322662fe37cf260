import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Test } from 'tap'
import { ask, RawClient } from './raw-client.js'
import { ok, type UpstreamRequest } from './raw-upstream.js'
import { type Script, verdict } from './scripted-engine.js'
import { Stage } from './stage.js'

const host = 'Host: shop.example\r\n'
const wait = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
const seed = 20_240_607

/** One after the other, the same numbers every time. */
function generator(state: number): () => number {
  let s = state
  return () => {
    s = (Math.imul(s, 1_664_525) + 1_013_904_223) >>> 0
    return s / 4_294_967_296
  }
}

/** How one client behaves. Gives whether it got what it should have; `null` when there is nothing to expect. */
type Behaviour = (port: number, random: () => number) => Promise<boolean | null>

const head = (target: string, more = '') => `GET ${target} HTTP/1.1\r\n${host}${more}\r\n`
const post = (target: string, body: string, length = body.length) =>
  `POST ${target} HTTP/1.1\r\n${host}Content-Length: ${length}\r\n\r\n${body}`
const chunks = (target: string) =>
  `POST ${target} HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`

async function status(port: number, text: string): Promise<number | undefined> {
  return (await ask(port, text))?.status
}

/** Sends some bytes and is gone: politely, by half, or with a reset. */
function leaving(text: () => string, delay: (random: () => number) => number): Behaviour {
  return async (port, random) => {
    const client = new RawClient(port).send(text())
    await wait(delay(random))
    const way = random()
    if (way < 0.4) client.socket.resetAndDestroy()
    else if (way < 0.7) client.destroy()
    else {
      client.socket.end()
      await client.closed(10_000)
      client.destroy()
    }
    return null
  }
}

/** Sends a request in pieces, with pauses. */
function slowly(text: string, expected: number): Behaviour {
  return async (port, random) => {
    const client = new RawClient(port)
    const size = 1 + Math.floor(random() * 40)
    for (let at = 0; at < text.length; at += size) {
      client.send(text.slice(at, at + size))
      await wait(random() * 3)
    }
    const [response] = await client.take()
    client.destroy()
    return response?.status === expected
  }
}

const soon = (random: () => number) => random() * 8
const behaviours: [name: string, play: Behaviour][] = [
  ['a GET', async (port) => (await status(port, head('/ok'))) === 200],
  ['a POST', async (port) => (await status(port, post('/ok', 'a'.repeat(3_000)))) === 200],
  ['chunks', async (port) => (await status(port, chunks('/ok'))) === 200],
  ['a large response', async (port) => (await ask(port, head('/large')))?.body.length === 300_000],
  ['a blocked request', async (port) => (await status(port, head('/blocked'))) === 403],
  ['a blocked POST, half sent', async (port) => (await status(port, post('/blocked', 'a'.repeat(50), 5_000))) === 403],
  ['a broken request', async (port) => (await status(port, 'GET /x HTTP/1.1\r\nBad Header: 1\r\n\r\n')) === 400],
  ['broken chunks', async (port) => (await status(port, chunks('/ok').replace('6\r\n', 'zz\r\n'))) === 400],
  ['a reset by the upstream', async (port) => (await status(port, post('/reset', 'abc'))) === 502],
  ['a response cut by the upstream', async (port) => (await status(port, head('/cut'))) === 502],
  [
    'a streamed response cut by the upstream',
    leaving(
      () => head('/cut-stream'),
      () => 30,
    ),
  ],
  ['several requests', severalRequests],
  ['another protocol', anotherProtocol],
  ['leaving in the head', leaving(() => 'GET /ok HTTP/1.1\r\nHos', soon)],
  ['leaving in the body', leaving(() => post('/ok', 'abc', 50), soon)],
  ['leaving in a streamed body', leaving(() => post('/stream', 'a'.repeat(20_000), 500_000), soon)],
  ['leaving before the response', leaving(() => head('/slow'), soon)],
  ['leaving in the response', leaving(() => head('/large'), soon)],
  ['leaving in a streamed response', leaving(() => head('/stream-large'), soon)],
  [
    'leaving at once',
    leaving(
      () => '',
      () => 0,
    ),
  ],
  ['half-closed', halfClosed],
  ['a slow GET', slowly(head('/ok', `X-Long: ${'a'.repeat(200)}\r\n`), 200)],
  ['a slow POST', slowly(post('/ok', 'a'.repeat(300)), 200)],
  ['slow chunks', slowly(chunks('/ok'), 200)],
]

async function severalRequests(port: number): Promise<boolean> {
  const client = new RawClient(port).send(head('/ok') + post('/ok', 'abc') + head('/blocked') + head('/ok'))
  const statuses = (await client.take(4)).map((each) => each.status)
  client.destroy()
  return statuses.join() === '200,200,403,200'
}

async function anotherProtocol(port: number, random: () => number): Promise<boolean> {
  const client = new RawClient(port).send(head('/socket', 'Connection: Upgrade\r\nUpgrade: websocket\r\n'))
  const [response] = await client.take()
  client.send('ping')
  await wait(soon(random))
  if (random() < 0.5) client.socket.resetAndDestroy()
  else client.destroy()
  return response?.status === 101
}

async function halfClosed(port: number): Promise<boolean> {
  const client = new RawClient(port).send(post('/ok', 'abc'))
  client.socket.end()
  const [response] = await client.take()
  const isClosed = await client.closed()
  client.destroy()
  return response?.status === 200 && isClosed
}

const script: Script = {
  requestNeed: ({ target }) => (target.startsWith('/stream') ? 'pass' : 'buffer'),
  responseNeed: ({ target }) => (/stream/.test(target) ? 'pass' : 'buffer'),
  phase1: ({ target }) => (target === '/blocked' ? verdict() : null),
  phase2: () => new Promise((resolve) => setImmediate(resolve, null)),
}

const large = ok('x'.repeat(300_000))

function answer({ target, socket }: UpstreamRequest): string | null {
  if (target === '/reset') socket.resetAndDestroy()
  else if (target.startsWith('/cut')) {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc', () =>
      setTimeout(() => socket.resetAndDestroy(), 5),
    )
  } else if (target === '/slow') setTimeout(() => socket.write(ok('late')), 20)
  else if (target === '/socket')
    return 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'
  else return /large/.test(target) ? large : ok('ok')
  return null
}

/** Many clients, most of them badly behaved, and an upstream that is no better: nothing may crash, leak or grow. */
export async function soak(t: Test): Promise<void> {
  const total = process.env.SECRULE_PROOF === '1' ? 10_000 : 600
  const random = generator(seed)
  const unhandled: string[] = []
  const note = (error: unknown) => unhandled.push(String(error instanceof Error ? error.stack : error))
  process.on('uncaughtException', note)
  process.on('unhandledRejection', note)
  await wait(50)
  const before = sockets()
  const stage = await Stage.open(script, { timeouts: { linger: 200 } })
  stage.upstream.answer = (request) => {
    // What the upstream has seen is not of interest here, and would look like a leak.
    stage.upstream.clear()
    return answer(request)
  }
  const wrong: string[] = []
  const counts = new Map<string, number>()
  const heaps: number[] = []
  let started = 0
  const next = async (): Promise<void> => {
    while (started < total) {
      const index = started++
      if (index % Math.floor(total / 5) === 0) heaps.push(memoryInUse())
      // All of them at first, then at random.
      const choice = index < behaviours.length ? index : Math.floor(random() * behaviours.length)
      const [name, play] = behaviours[choice] as [string, Behaviour]
      counts.set(name, (counts.get(name) ?? 0) + 1)
      if ((await play(stage.port, random)) === false) wrong.push(name)
    }
  }
  await Promise.all(Array.from({ length: 40 }, next))
  t.strictSame(wrong, [], 'those who could expect an answer got it')
  t.ok(await stage.settled(10_000), 'every exchange came to its end')
  for (let i = 0; i < 100 && stage.proxy.status().connections > 0; i++) await wait(50)
  const { connections, active, requests, upstreamConnections } = stage.proxy.status()
  t.equal(connections, 0, 'no client connection is left')
  t.equal(active, 0)
  t.equal(requests, stage.engine.opened)
  t.ok(upstreamConnections <= 64, `${upstreamConnections} kept connections to the upstream`)
  t.equal(await status(stage.port, head('/ok')), 200, 'the proxy still serves')
  t.strictSame(stage.errors, [])
  t.strictSame(unhandled, [], 'nothing went unhandled')
  stage.engine.transactions.length = 0
  heaps.push(memoryInUse())
  await stage.close()
  for (let i = 0; i < 40 && sockets() > before; i++) await wait(50)
  t.equal(sockets(), before, 'no socket is left')
  const [, warm = 0] = heaps
  const last = heaps.at(-1) ?? 0
  t.ok(last < warm + 6_000_000, `the heap stays flat: ${heaps.map((bytes) => (bytes / 1e6).toFixed(1)).join(', ')} MB`)
  process.off('uncaughtException', note)
  process.off('unhandledRejection', note)
  t.comment(
    `soak: ${total} clients of ${counts.size} kinds, ${requests} exchanges, seed ${seed}; heap ${heaps.map((bytes) => (bytes / 1e6).toFixed(1)).join(' ')} MB`,
  )
}

/** Sockets and servers that keep this process alive or open. */
function sockets(): number {
  return process.getActiveResourcesInfo().filter((name) => /^TCP/.test(name)).length
}

function memoryInUse(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
