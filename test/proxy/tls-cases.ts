import { connect as connectTls } from 'node:tls'
import type { Test } from 'tap'
import { certificate } from './certificate.js'
import { RawClient } from './raw-client.js'
import { Stage } from './stage.js'
import { StreamClient } from './stream-client.js'

/** TLS toward clients. */
export async function tlsCases(t: Test): Promise<void> {
  const tls = certificate()
  if (tls === null) return t.comment('TLS toward clients was not tried: there is no openssl to make a certificate with')
  const trusting = { ca: tls.cert, servername: 'inside.example' }
  const speak = (port: number, ALPNProtocols: string[], text: string) =>
    new Promise<{ protocol: string | false | null; said: string }>((resolve) => {
      const socket = connectTls({ port, host: '127.0.0.1', ...trusting, ALPNProtocols }, () => socket.write(text))
      let said = ''
      socket.on('data', (chunk) => (said += chunk.toString('latin1')))
      socket.on('error', () => {})
      socket.on('close', () => resolve({ protocol: socket.alpnProtocol, said }))
    })
  const get = 'GET /?a HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n'

  await t.test('HTTP/1 and HTTP/2 by ALPN', (t) =>
    Stage.play({}, { tls, limits: { connectionsPerAddress: 2 } }, async (stage) => {
      for (const protocols of [['http/1.1'], [], ['http/1.1'], []]) {
        const { said } = await speak(stage.port, protocols, get)
        t.match(said, /^HTTP\/1\.1 200 /)
        t.equal(stage.engine.last.line, 'GET /?a HTTP/1.1')
      }
      const proto = () => stage.upstream.last.headers.find(([name]) => name === 'X-Forwarded-Proto')?.[1]
      t.equal(proto(), 'https')
      t.equal(stage.engine.last.connection.client, '127.0.0.1')
      const client = new StreamClient(stage.port, trusting)
      const answer = await client.ask({ ':path': '/h2' })
      t.same([answer.status, answer.body], [200, 'ok'])
      t.equal(stage.engine.last.line, 'GET /h2 HTTP/2.0')
      t.equal(proto(), 'https')
      client.destroy()
      t.match((await stage.proxy.listen().catch(() => ({ url: 'https://listens' }))).url, /^https:/)
      t.ok(await stage.settled())
    }),
  )

  await t.test('no HTTP/2 where it is off, and no plain text', (t) =>
    Stage.play({}, { tls, http2: 'off', timeouts: { headers: 300 } }, async (stage) => {
      const { protocol } = await speak(stage.port, ['h2', 'http/1.1'], get)
      t.equal(protocol, 'http/1.1')
      const plain = new RawClient(stage.port).send(get)
      t.ok(await plain.closed())
      t.notMatch(plain.received, /HTTP/)
      const mute = new RawClient(stage.port)
      t.ok(await mute.closed(3_000), 'a handshake has its time')
      t.ok(await stage.settled())
      for (let i = 0; i < 100 && stage.proxy.status().connections > 0; i++)
        await new Promise((resolve) => setTimeout(resolve, 10))
      t.equal(stage.proxy.status().connections, 0)
    }),
  )
}
