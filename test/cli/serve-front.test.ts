// What `secrule serve` has in front of HTTP: TLS, HTTP/2, PROXY headers, health.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { certificate } from '../proxy/certificate.js'
import { RawClient } from '../proxy/raw-client.js'
import { StreamClient } from '../proxy/stream-client.js'
import { secrule, startServing } from './secrule-process.js'

const folder = mkdtempSync(join(tmpdir(), 'secrule-front-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
t.setTimeout(300_000)

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const rules = file(
  'rules.conf',
  `SecRuleEngine On
SecRule ARGS:q "@contains attack" "id:10,phase:2,deny,status:406"
SecRule REMOTE_ADDR "@streq 192.0.2.7" "id:11,phase:1,deny,status:402"
SecRule REQUEST_PROTOCOL "@streq HTTP/2.0" "id:12,phase:1,pass,log,msg:'second'"
`,
)

function statusOf(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    }).on('error', reject)
  })
}

async function openSite(): Promise<{ readonly site: Server; readonly upstream: string }> {
  const site = createServer((_request, response) => setTimeout(() => response.end('hello'), 300))
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  return { site, upstream: `http://127.0.0.1:${(site.address() as AddressInfo).port}` }
}

t.test('health, ready and draining', async (t) => {
  const { site, upstream } = await openSite()
  const { serving, url } = await startServing(['--upstream', upstream, '--rules', rules, '--health', '127.0.0.1:0'])
  const [, health = ''] = await serving.until(/its health is told at (\S+)\/readyz/)
  t.same([await statusOf(`${health}/livez`), await statusOf(`${health}/readyz`)], [200, 200])
  t.same([await statusOf(`${health}/`), await statusOf(`${health}/readyz?x`)], [404, 404])
  t.equal(await statusOf(`${url}/readyz`), 200, "the site's own path of that name goes to the site")
  const pending = statusOf(`${url}/slow`)
  await new Promise((resolve) => setTimeout(resolve, 100))
  serving.child.kill('SIGTERM')
  await new Promise((resolve) => setTimeout(resolve, 50))
  t.same([await statusOf(`${health}/livez`), await statusOf(`${health}/readyz`)], [200, 503], 'while it drains')
  t.equal(await pending, 200)
  await new Promise((resolve) => serving.child.once('close', resolve))
  t.equal(serving.child.exitCode, 0)
  site.close()

  const broken = file('broken.conf', 'SecRul x\n')
  const { code, err } = await secrule(['serve', '--upstream', upstream, '--rules', broken, '--health', '127.0.0.1:0'])
  t.equal(code, 1, 'rules that are not usable end it, health or not')
  t.match(err, /unknown directive/)
  const odd = await secrule(['serve', '--upstream', upstream, '--rules', rules, '--health', 'here'])
  t.equal(odd.code, 2)
  t.match(odd.err, /`health` must be/)
})

t.test('TLS, HTTP/2 and PROXY headers', async (t) => {
  const tls = certificate()
  if (tls === null) return t.comment('not tried: there is no openssl to make a certificate with')
  const { site, upstream } = await openSite()
  t.teardown(() => site.close())
  file('cert.pem', tls.cert)
  file('key.pem', tls.key)
  const config = file('serve.yaml', `tls: {cert: cert.pem, key: key.pem, minVersion: TLSv1.3}\nrules: rules.conf\n`)
  const place = ['--upstream', upstream]
  const byFile = ['--config', config]
  const byName = ['--rules', rules, '--tls-cert', join(folder, 'cert.pem'), '--tls-key', join(folder, 'key.pem')]
  for (const way of [byFile, byName]) {
    const { serving, url, port } = await startServing([...place, ...way])
    t.match(url, /^https:/)
    const client = new StreamClient(port, { ca: tls.cert, servername: 'inside.example' })
    t.equal((await client.ask({ ':path': '/?q=hello' })).status, 200)
    t.equal((await client.ask({ ':path': '/?q=attack' })).status, 406)
    await serving.until(/\[id "12"\]/)
    client.destroy()
    await serving.stop()
  }
  const front = ['--http2', 'always', '--proxy-protocol', '127.0.0.1']
  const { serving, port } = await startServing([...place, '--rules', rules, ...front])
  for (const [peer, status] of [
    ['192.0.2.7', 402],
    ['192.0.2.8', 200],
  ] as const) {
    const client = new RawClient(port).send(`PROXY TCP4 ${peer} 127.0.0.1 1 80\r\n`)
    client.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    t.equal((await client.take())[0]?.status, status, peer)
    client.destroy()
  }
  await serving.stop()
  const watching = await startServing([...place, '--rules', rules, '--mode', 'detection'])
  t.equal(await statusOf(`${watching.url}/?q=attack`), 200, 'detection')
  await watching.serving.until(/\[id "10"\]/)
  await watching.serving.stop()

  const alone = await secrule(['serve', ...place, '--rules', rules, '--tls-cert', join(folder, 'cert.pem')])
  t.match([alone.code, alone.err], [2, /--tls-cert and --tls-key go together/])
  const swapped = ['--tls-cert', join(folder, 'key.pem'), '--tls-key', join(folder, 'cert.pem')]
  const wrong = await secrule(['serve', ...place, '--rules', rules, ...swapped])
  t.match([wrong.code, wrong.err], [2, /`tls`: /])
  t.ok(existsSync(rules))
})

t.test('a certificate is read again', async (t) => {
  const [first, second] = [certificate(), certificate()]
  if (first === null || second === null) return t.comment('not tried: there is no openssl to make a certificate with')
  const { site, upstream } = await openSite()
  t.teardown(() => site.close())
  for (const workers of [[], ['--workers', '1']]) {
    const files = ['--tls-cert', file('renewed.pem', first.cert), '--tls-key', file('renewed-key.pem', first.key)]
    const { serving, port } = await startServing(['--upstream', upstream, '--rules', rules, ...files, ...workers])
    const ask = async (client: StreamClient): Promise<number> => (await client.ask({ ':path': '/' })).status
    const trusting = (ca: string): StreamClient => new StreamClient(port, { ca, servername: 'inside.example' })
    const old = trusting(first.cert)
    t.equal(await ask(old), 200)
    let times = 0
    const reload = async (says: string): Promise<void> => {
      serving.child.kill('SIGHUP')
      times++
      await serving.until(new RegExp(`(?:[\\s\\S]*?rules reloaded){${times}}`))
      t.equal(
        serving.said
          .match(/certificate .*/g)
          ?.at(-1)
          ?.replace(/:.*/, ''),
        says,
      )
    }
    file('renewed-key.pem', second.key)
    await reload('certificate not read again, the old one stays')
    const still = trusting(first.cert)
    t.equal(await ask(still), 200, 'a key without its certificate changes nothing')
    file('renewed.pem', second.cert)
    await reload('certificate read again')
    const renewed = trusting(second.cert)
    t.equal(await ask(renewed), 200, 'new connections get the new one')
    const left = trusting(first.cert)
    t.equal(await ask(left), 0, 'and nothing else')
    t.equal(await ask(old), 200, 'those that are open go on')
    for (const client of [old, still, renewed, left]) client.destroy()
    t.equal(await serving.stop(), 0)
  }
})
