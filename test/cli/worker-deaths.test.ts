// Workers of `secrule serve` that die with requests under way: each of those is answered, once, by the failure mode.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { certificate } from '../proxy/certificate.js'
import { RawClient } from '../proxy/raw-client.js'
import { StreamClient } from '../proxy/stream-client.js'
import { type Serving, startServing } from './secrule-process.js'

t.setTimeout(600_000)
const folder = mkdtempSync(join(tmpdir(), 'secrule-deaths-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
/** A loaded machine needs a while. */
const patience = 60_000

const rules = `SecRuleEngine On
SecRequestBodyAccess On
SecResponseBodyAccess On
SecResponseBodyMimeType text/html
SecRequestBodyLimit 10000000
SecRequestBodyInMemoryLimit 10000000
SecRequestBodyNoFilesLimit 10000000
SecAction "id:1,phase:1,pass,log,msg:'began at %{REQUEST_URI}.'"
SecRule ARGS:q "@streq attack" "id:2,phase:2,deny,status:406"
SecRule RESPONSE_BODY "@contains secret" "id:3,phase:4,deny"
`

/** Answers what is asked of it when it is released; echoes bodies at once. */
class Site {
  readonly server = createServer((message, response) => {
    const path = message.url ?? ''
    const parts: Buffer[] = []
    message.on('error', () => {})
    message.on('data', (part: Buffer) => parts.push(part))
    message.on('end', () => {
      this.seen.push(path)
      const type = path.startsWith('/image') ? 'image/png' : 'text/html'
      response.writeHead(200, { 'Content-Type': type })
      if (parts.length > 0) response.end(Buffer.concat(parts))
      else if (/hold|half|image/.test(path)) {
        if (!path.startsWith('/hold')) response.write('first ')
        this.held.push(response)
      } else response.end('hello')
    })
  })
  readonly held: ServerResponse[] = []
  readonly seen: string[] = []

  release(): void {
    for (const response of this.held.splice(0)) response.end('last')
  }
}

const site = new Site()
await new Promise<void>((resolve) => site.server.listen(0, '127.0.0.1', resolve))
t.teardown(() => {
  site.server.close()
  site.server.closeAllConnections()
})
const upstream = `http://127.0.0.1:${(site.server.address() as AddressInfo).port}`

async function serve(onError: 'block' | 'pass', more: string): Promise<{ server: Serving; port: number }> {
  const config = join(folder, `${onError}.yaml`)
  writeFileSync(join(folder, 'rules.conf'), rules)
  const lines = ['rules: rules.conf', `upstream: ${upstream}`, 'workers: 2', `onError: ${onError}`]
  writeFileSync(config, `${lines.join('\n')}\n${more}\n`)
  const { serving: server, port } = await startServing(['--config', config])
  t.teardown(() => {
    if (server.child.exitCode === null) server.child.kill('SIGKILL')
  })
  return { server, port }
}

/** The workers that serve now, by what the log says. */
function workersOf({ said }: Serving): number[] {
  const dead = new Set([...said.matchAll(/worker (\d+) died/g)].map(([, pid]) => pid))
  return [...said.matchAll(/worker (\d+) serves/g)].flatMap(([, pid]) => (dead.has(pid!) ? [] : [Number(pid)]))
}

/** Kills processes, and waits until all are replaced; gives how long that took. */
async function kill(server: Serving, pids: readonly number[]): Promise<number> {
  const serves = server.said.split(' serves\n').length - 1
  const dying = pids.filter((pid) => workersOf(server).includes(pid)).length
  const began = performance.now()
  for (const pid of pids) process.kill(pid, 'SIGKILL')
  for (const pid of pids) await server.until(new RegExp(`worker ${pid} died \\(SIGKILL\\)`))
  await server.until(new RegExp(`(?:[\\s\\S]*? serves\\n){${serves + dying}}`))
  return performance.now() - began
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: shop.example\r\n\r\n`
const post = (path: string, length: number): string =>
  `POST ${path} HTTP/1.1\r\nHost: shop.example\r\nContent-Type: text/plain\r\nContent-Length: ${length}\r\n\r\n`

async function until(condition: () => boolean): Promise<void> {
  for (let wait = 0; wait < patience / 20 && !condition(); wait++) await new Promise((done) => setTimeout(done, 20))
}

for (const onError of ['block', 'pass'] as const) {
  t.test(`two workers are killed at once, onError: ${onError}`, async (t) => {
    const { server, port } = await serve(onError, 'http2: always')
    const began = (path: string): Promise<unknown> => server.until(new RegExp(`began at ${path}\\.`))
    const clients = new Map<string, RawClient>()
    const open = (name: string): RawClient => {
      const client = new RawClient(port)
      clients.set(name, client)
      return client
    }
    // Connections that have served a request before, one of which is idle.
    const waiting = ['/hold/1', '/hold/2', '/hold/3', '/half/1', '/image/1']
    for (const name of ['idle', ...waiting]) {
      await open(name)
        .send(get('/before'))
        .until(() => clients.get(name)!.responses().length > 0, patience)
    }
    for (const path of waiting) clients.get(path)!.send(get(path))
    const body = Array.from({ length: 30_000 }, (_, i) => String.fromCharCode(i & 255)).join('')
    const long = 'x'.repeat(1_500_000)
    open('/echo').send(post('/echo', body.length) + body.slice(0, 10_000))
    open('/long').send(post('/long', long.length) + long.slice(0, -10))
    const stream = new StreamClient(port)
    const held = stream.ask({ ':path': '/hold/4' })
    for (const path of [...waiting, '/hold/4', '/echo', '/long']) await began(path)
    await until(() => waiting.every((path) => site.seen.includes(path)) && site.seen.includes('/hold/4'))
    await clients.get('/image/1')!.until(() => clients.get('/image/1')!.received.includes('first '), patience)

    const took = await kill(server, workersOf(server))
    t.ok(took < 20_000, 'replaced')
    site.release()
    clients.get('/echo')!.send(body.slice(10_000))
    clients.get('/long')!.send(long.slice(-10))
    const refused = onError === 'block'
    const expected: Readonly<Record<string, readonly [number, string | null]>> = {
      ...Object.fromEntries([1, 2, 3].map((i) => [`/hold/${i}`, refused ? [500, null] : [200, 'last']])),
      '/half/1': refused ? [500, null] : [200, 'first last'],
      // It was not inspected, and had begun.
      '/image/1': [200, 'first last'],
      '/echo': refused ? [500, null] : [200, body],
    }
    for (const [name, [status, content]] of Object.entries(expected)) {
      const client = clients.get(name)!
      const earlier = name === '/echo' ? 0 : 1
      await client.until(() => client.responses().length > earlier, patience)
      const answers = client.responses()
      t.equal(answers.length, earlier + 1, `${name}: one answer`)
      t.equal(answers[earlier]?.status, status, name)
      if (content !== null) t.ok(answers[earlier]?.body === content, `${name}: the whole body`)
    }
    t.equal((await held).status, refused ? 500 : 200, 'a stream of HTTP/2')
    t.equal((await stream.ask({ ':path': '/after?q=attack' })).status, 406, 'its session goes on')
    for (const name of ['idle', '/image/1']) {
      const client = clients.get(name)!
      const before = client.responses().length
      client.send(get('/after') + get('/after?q=attack'))
      await client.until(() => client.responses().length >= before + 2, patience)
      t.same(
        client
          .responses()
          .slice(before)
          .map(({ status }) => status),
        [200, 406],
        `the connection of ${name} too`,
      )
    }
    t.equal(site.seen.includes('/echo'), !refused, 'what was refused was not passed on')
    // With `pass`, a body that the worker had more of than is kept beside it cannot be passed on; else it is, whole.
    const uploader = clients.get('/long')!
    await uploader.until(() => uploader.responses().length > 0, patience)
    const [answer, ...others] = uploader.responses()
    t.same(others, [])
    t.ok(answer?.status === 500 || (!refused && answer?.status === 200 && answer.body === long), '/long')
    t.equal(site.seen.includes('/long'), answer?.status === 200)

    const all = readChildren(server.child.pid!)
    if (all.length > 0) {
      const killed = kill(server, all)
      for (const pid of all) await server.until(new RegExp(`worker ${pid} died`))
      const later = new RawClient(port).send(get('/while/nobody/was/there'))
      await later.until(() => later.responses().length > 0, patience)
      await killed
      t.equal(later.responses()[0]?.status, 200, 'a request waits a moment for a worker')
      later.destroy()
    } else t.comment('skipped: all workers at once; processes are found by /proc only')
    for (const client of clients.values()) client.destroy()
    stream.destroy()
    t.equal(await server.stop(), 0)
    t.comment(`${Object.keys(expected).length + 2} requests under way, two workers replaced in ${Math.round(took)} ms`)
  })
}

t.test('a worker that hangs, behind TLS', async (t) => {
  const tls = certificate()
  if (tls === null) return t.comment('skipped: there is no openssl to make a certificate with')
  writeFileSync(join(folder, 'cert.pem'), tls.cert)
  writeFileSync(join(folder, 'key.pem'), tls.key)
  const { server, port } = await serve('block', 'tls: {cert: cert.pem, key: key.pem}')
  const client = new StreamClient(port, { ca: tls.cert, servername: 'inside.example' })
  t.equal((await client.ask({ ':path': '/before' })).status, 200)
  const victims = workersOf(server)
  for (const pid of victims) process.kill(pid, 'SIGSTOP')
  // The first of them gets one, the second another; both hang.
  const hanging = [client.ask({ ':path': '/hang/1' }), client.ask({ ':path': '/hang/2' })]
  await server.until(/(?:[\s\S]*?did not answer \d+ times, and is killed\n){2}/)
  t.same(
    (await Promise.all(hanging)).map(({ status }) => status),
    [500, 500],
  )
  t.equal((await client.ask({ ':path': '/after' })).status, 200)
  t.notOk(site.seen.includes('/hang/1'))
  client.destroy()
  t.equal(await server.stop(), 0)
})

/** The processes that a process has started, as far as the system tells. */
function readChildren(pid: number): readonly number[] {
  const path = `/proc/${pid}/task/${pid}/children`
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8').trim().split(' ').filter(Boolean).map(Number)
}
