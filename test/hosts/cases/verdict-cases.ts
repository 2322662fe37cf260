import assert from 'node:assert/strict'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { RawClient, type RawResponse } from '../../proxy/raw-client.js'
import type { HostCase, Stage } from '../cases.js'
import { get, headerOf, journalOf, send } from '../client.js'

/** A request is answered with a page of ours that tells the status and the id and nothing else. */
async function isRefused(stage: Stage, target: string, status: number): Promise<void> {
  const port = await stage.port('on')
  const { calls } = await journalOf(port)
  const response = await get(port, target, ['Accept: application/json'])
  assert.equal(response.status, status)
  const page = JSON.parse(response.body) as { status: number; id: string }
  assert.equal(page.status, status)
  assert.equal(page.id, headerOf(response, 'x-request-id'))
  for (const name of ['x-leak', 'set-cookie']) assert.equal(headerOf(response, name), undefined)
  const isBefore = /deny[12]/.test(target)
  assert.equal((await journalOf(port)).calls, calls + (isBefore ? 0 : 1), 'requests that reached the application')
}

/** The body of a response without its encoding. */
function decoded(response: RawResponse): string {
  const bytes = Buffer.from(response.body, 'latin1')
  const encoding = headerOf(response, 'content-encoding')
  return (encoding === 'gzip' ? gunzipSync(bytes) : encoding === 'br' ? brotliDecompressSync(bytes) : bytes).toString()
}

/** An encoded page is refused for what is in it, and a good one arrives. */
async function isLookedInto(stage: Stage, encoding: string): Promise<void> {
  await isRefused(stage, `/${encoding}?evil`, 500)
  const response = await get(await stage.port('on'), `/${encoding}`, [`Accept-Encoding: ${encoding}`])
  assert.deepEqual([response.status, decoded(response)], [200, '<p>good-page</p>'])
}

/** Every verdict in every phase. */
export const verdictCases: readonly HostCase[] = [
  { name: 'deny in phase 1', run: (stage) => isRefused(stage, '/page?do=deny1', 401) },
  { name: 'deny in phase 2', run: (stage) => isRefused(stage, '/page?do=deny2', 402) },
  {
    name: 'deny in phase 3',
    async run(stage) {
      await isRefused(stage, '/page?do=deny3', 405)
      await isRefused(stage, '/page?leak', 500)
    },
  },
  {
    name: 'deny in phase 4',
    async run(stage) {
      await isRefused(stage, '/page?do=deny4', 406)
      await isRefused(stage, '/page?evil', 500)
      // Also where the body is not looked at: nothing has gone out yet.
      await isRefused(stage, '/large?do=deny4', 406)
    },
  },
  { name: 'deny a body that is streamed', run: (stage) => isRefused(stage, '/stream?evil', 500) },
  {
    name: 'a compressed response is looked into',
    run: (stage) => isLookedInto(stage, 'gzip'),
  },
  {
    name: 'a response with br is looked into',
    run: (stage) => isLookedInto(stage, 'br'),
  },
  {
    name: 'a compressed response goes out as it was',
    async run(stage) {
      const response = await get(await stage.port('on'), '/gzip', ['Accept-Encoding: gzip'])
      assert.deepEqual([headerOf(response, 'content-encoding'), decoded(response)], ['gzip', '<p>good-page</p>'])
    },
  },
  {
    name: 'redirect',
    async run(stage) {
      const response = await get(await stage.port('on'), '/page?do=redirect')
      assert.deepEqual([response.status, headerOf(response, 'location')], [302, 'https://example.org/stop'])
    },
  },
  {
    name: 'drop',
    async run(stage) {
      for (const verdict of ['drop', 'drop4']) {
        const client = new RawClient(await stage.port('on')).send(`GET /page?do=${verdict} HTTP/1.1\r\nHost: a\r\n\r\n`)
        const isClosed = await client.closed(1_000)
        client.destroy()
        assert.ok(isClosed)
        assert.equal(client.received, '')
      }
    },
  },
  {
    name: 'deny by body, form and JSON',
    async run(stage) {
      const port = await stage.port('on')
      const form = ['Content-Type: application/x-www-form-urlencoded']
      assert.equal((await send(port, 'POST /echo', form, 'word=evil')).status, 403)
      const json = ['Content-Type: application/json']
      assert.equal((await send(port, 'POST /parsed', json, '{"word":"evil"}')).status, 403)
      const octets = ['Content-Type: application/octet-stream']
      assert.equal((await send(port, 'POST /echo', octets, 'an evil-body here')).status, 403)
    },
  },
  {
    name: 'the connection lives on after a deny',
    async run(stage) {
      const client = new RawClient(await stage.port('on'))
      const body = 'word=evil'
      const post = `POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`
      client.send(post)
      await client.take(1)
      client.send('GET /page HTTP/1.1\r\nHost: a\r\n\r\n')
      const [first, second] = await client.take(2)
      client.destroy()
      assert.deepEqual([first?.status, second?.status, second?.body], [403, 200, '<p>hello</p>'])
    },
  },
]
