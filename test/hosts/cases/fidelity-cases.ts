import assert from 'node:assert/strict'
import type { HostCase } from '../cases.js'
import { exchangeBytes, get, headerOf, send, text } from '../client.js'
import { large, pattern, sumOf } from '../site.js'

const all = text(Uint8Array.from({ length: 256 }, (_, i) => i))

async function matched(port: number, target: string, headers: readonly string[] = []): Promise<number[]> {
  const { status, body } = await get(port, target, headers)
  assert.equal(status, 200)
  return (JSON.parse(body) as { matched: number[] }).matched.filter((id) => id >= 110 && id < 114)
}

/** What comes is what the rules see and what the application gets; what it answers is what goes out. */
export const fidelityCases: readonly HostCase[] = [
  {
    name: 'header names as sent',
    async run(stage) {
      assert.deepEqual(await matched(await stage.port('on'), '/mirror', ['X-MiXeD: 1']), [110])
    },
  },
  {
    name: 'a repeated header stays two',
    async run(stage) {
      assert.deepEqual(await matched(await stage.port('on'), '/mirror', ['X-Twice: a', 'X-Twice: b']), [111])
    },
  },
  {
    name: 'header bytes above 127',
    async run(stage) {
      assert.deepEqual(await matched(await stage.port('on'), '/mirror', ['X-Bytes: \xe9\xff']), [112])
    },
  },
  {
    name: 'target as sent',
    async run(stage) {
      const response = await get(await stage.port('on'), '/a/./../%6d/mirror?q=%zz')
      assert.equal(response.status, 200)
      assert.deepEqual(
        (JSON.parse(response.body) as { matched: number[] }).matched.filter((id) => id === 113),
        [113],
      )
    },
  },
  {
    name: 'target bytes above 127',
    async run(stage) {
      const { status } = await get(await stage.port('on'), '/page?\xe9=\xff\xc3\xa9')
      // Some servers refuse it themselves; what none of them may do is fail.
      assert.ok(status === 200 || status === 400, `answered with ${status}`)
    },
  },
  {
    name: 'client address',
    async run(stage) {
      const { body } = await get(await stage.port('on'), '/mirror')
      assert.ok((JSON.parse(body) as { matched: number[] }).matched.includes(114))
    },
  },
  {
    name: 'request body, all byte values',
    async run(stage) {
      const { status, body } = await send(
        await stage.port('on'),
        'POST /echo',
        ['Content-Type: application/octet-stream'],
        all,
      )
      const expected = {
        length: 256,
        sum: sumOf(Uint8Array.from({ length: 256 }, (_, i) => i)),
        matched: [99, 123],
      }
      assert.deepEqual([status, JSON.parse(body)], [200, expected])
    },
  },
  {
    name: 'request body of 5 MB',
    async run(stage) {
      const bytes = pattern(large)
      const { status, body } = await exchangeBytes(await stage.port('on'), 'POST', '/echo', bytes)
      assert.deepEqual(
        [status, JSON.parse(body.toString())],
        [200, { length: large, sum: sumOf(bytes), matched: [99, 122] }],
      )
    },
  },
  {
    name: 'response body of 5 MB',
    async run(stage) {
      const port = await stage.port('on')
      for (const target of ['/large', '/large?html']) {
        const { status, body } = await exchangeBytes(port, 'GET', target)
        assert.equal(status, 200)
        assert.ok(body.equals(pattern(large)), `${target}: ${body.length} bytes came`)
      }
    },
  },
  {
    name: 'response headers, Set-Cookie twice',
    async run(stage) {
      const response = await get(await stage.port('on'), '/page')
      assert.deepEqual([response.status, response.body], [200, '<p>hello</p>'])
      assert.equal(headerOf(response, 'set-cookie'), 'a=1 | b=2')
      assert.match(headerOf(response, 'content-type') ?? '', /^text\/html/)
    },
  },
  {
    name: 'HEAD and 204',
    async run(stage) {
      const port = await stage.port('on')
      const head = await send(port, 'HEAD /page')
      assert.deepEqual([head.status, head.body], [200, ''])
      const empty = await get(port, '/empty')
      assert.deepEqual([empty.status, empty.body], [204, ''])
    },
  },
]
