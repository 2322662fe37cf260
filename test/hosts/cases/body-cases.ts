import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { RawClient, readChunks } from '../../proxy/raw-client.js'
import type { HostCase } from '../cases.js'
import { exchangeBytes, get, headerOf, send, text } from '../client.js'
import { large, pattern, sumOf } from '../site.js'

/** Bodies: parsed, streamed, too large. */
export const bodyCases: readonly HostCase[] = [
  {
    name: 'body parsers: JSON and form',
    async run(stage) {
      const port = await stage.port('on')
      const json = await send(port, 'POST /parsed', ['Content-Type: application/json'], '{"a":[1,"\xc3\xa9"]}')
      assert.deepEqual([json.status, JSON.parse(Buffer.from(json.body, 'latin1').toString())], [200, { a: [1, 'é'] }])
      const type = ['Content-Type: application/x-www-form-urlencoded']
      const form = await send(port, 'POST /parsed', type, 'a=1&b=%20x')
      assert.deepEqual([form.status, JSON.parse(form.body)], [200, { a: '1', b: ' x' }])
    },
  },
  {
    name: 'request body in slow chunks',
    async run(stage) {
      const client = new RawClient(await stage.port('on'))
      client.send('POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/octet-stream\r\n')
      client.send('Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n')
      const bytes = pattern(40_000)
      for (let at = 0; at < bytes.length; at += 10_000) {
        await new Promise((resolve) => setTimeout(resolve, 5))
        client.send(`2710\r\n${text(bytes.subarray(at, at + 10_000))}\r\n`)
      }
      client.send('0\r\n\r\n')
      const [response] = await client.take()
      client.destroy()
      const { length, sum } = JSON.parse(response?.body ?? 'null') as { length: number; sum: number }
      assert.deepEqual({ length, sum }, { length: 40_000, sum: sumOf(bytes) })
    },
  },
  {
    name: 'request body of no bytes in chunks',
    async run(stage) {
      const client = new RawClient(await stage.port('on'))
      client.send('POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/octet-stream\r\n')
      client.send('Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n')
      await new Promise((resolve) => setTimeout(resolve, 5))
      client.send('0\r\n\r\n')
      const [response] = await client.take()
      client.destroy()
      assert.deepEqual((JSON.parse(response?.body ?? 'null') as { length: number }).length, 0)
    },
  },
  {
    name: 'deny at the end of 5 MB',
    async run(stage) {
      const body = Buffer.from(`${'a'.repeat(large)}evil-body`)
      assert.equal((await exchangeBytes(await stage.port('on'), 'POST', '/echo', body)).status, 403)
    },
  },
  {
    name: 'a compressed body is read, and goes on as it came',
    async run(stage) {
      const port = await stage.port('on')
      const evil = gzipSync('word=evil').toString('latin1')
      const form = ['Content-Type: application/x-www-form-urlencoded', 'Content-Encoding: gzip']
      assert.equal((await send(port, 'POST /echo', form, evil)).status, 403)
      const bytes = gzipSync('word=good')
      const type = ['Content-Type: application/octet-stream', 'Content-Encoding: gzip']
      const response = await send(port, 'POST /echo', type, bytes.toString('latin1'))
      const { length, sum } = JSON.parse(response.body) as { length: number; sum: number }
      assert.deepEqual({ length, sum }, { length: bytes.length, sum: sumOf(bytes) })
    },
  },
  {
    name: 'a body over the limit of the rules',
    async run(stage) {
      const response = await exchangeBytes(await stage.port('on'), 'POST', '/echo', new Uint8Array(6_500_000))
      assert.equal(response.status, 413)
    },
  },
  {
    name: 'an inspected stream comes whole',
    async run(stage) {
      const response = await get(await stage.port('on'), '/stream')
      assert.deepEqual([response.status, response.body], [200, '<p>one</p>good-page'])
      assert.equal(headerOf(response, 'server'), 'quiet')
    },
  },
  {
    name: 'an event stream is not held back',
    async run(stage) {
      const client = new RawClient(await stage.port('on')).send('GET /events HTTP/1.1\r\nHost: a\r\n\r\n')
      assert.ok(await client.until(() => client.received.includes('data: 1')))
      assert.ok(!client.received.includes('data: 2'), 'the first event waited for the second')
      assert.ok(await client.until(() => client.received.includes('data: 2')))
      await client.until(() => readChunks(client.received, client.received.indexOf('\r\n\r\n') + 4) !== null)
      assert.equal(readChunks(client.received, client.received.indexOf('\r\n\r\n') + 4)?.body, 'data: 1\n\ndata: 2\n\n')
      assert.match(client.received, /x-request-id: /i)
      client.destroy()
    },
  },
]
