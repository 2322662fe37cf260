import assert from 'node:assert/strict'
import type { HostCase } from '../cases.js'
import { eventually, get, headerOf, journalOf, send, text } from '../client.js'
import { pattern } from '../site.js'

/** What the options change. */
export const optionCases: readonly HostCase[] = [
  {
    name: 'transaction id',
    async run(stage) {
      const port = await stage.port('on')
      const ids: string[] = []
      for (const target of ['/page', '/page?do=deny1', '/nothing', '/large', '/page?do=redirect']) {
        const id = headerOf(await get(port, target, ['X-Request-Id: forged']), 'x-request-id') ?? ''
        assert.match(id, /^[\w-]{20}$/, target)
        ids.push(id)
      }
      assert.equal(new Set(ids).size, ids.length)
      await eventually(port, ({ audits }) => ids.every((id) => audits.some((record) => record.id === id)))
      const { lines } = await journalOf(port)
      assert.ok(lines.some((line) => line.includes(`[unique_id "${ids[1]}"]`)))
    },
  },
  {
    name: 'detection only',
    async run(stage) {
      const port = await stage.port('detection')
      for (const target of ['/page?do=deny1', '/page?do=deny4', '/page?evil', '/page?leak', '/page?do=drop']) {
        const response = await get(port, target)
        assert.equal(response.status, 200, target)
        assert.match(response.body, /^<p>(hello|evil-page)<\/p>$/)
        const id = headerOf(response, 'x-request-id')
        await eventually(port, ({ lines }) => lines.some((line) => line.includes(`[unique_id "${id}"]`)))
      }
    },
  },
  {
    name: 'onBlock',
    async run(stage) {
      const port = await stage.port('hooked')
      const denied = await get(port, '/page?do=deny2')
      assert.deepEqual([denied.status, headerOf(denied, 'x-own')], [418, 'yes'])
      assert.equal(denied.body, `<p>own page ${headerOf(denied, 'x-request-id')}</p>`)
      assert.match(headerOf(denied, 'content-type') ?? '', /^text\/html/)
      assert.equal((await get(port, '/page?do=deny4')).status, 418)
      // A hook that fails changes nothing.
      assert.equal((await get(port, '/page?do=deny1&throw')).status, 401)
      const { blocks, errors } = await journalOf(port)
      const expected = ['102 /page?do=deny2', '104 /page?do=deny4', '101 /page?do=deny1&throw']
      assert.deepEqual(
        blocks.map((block) => block.split(' ').slice(0, 2).join(' ')),
        expected,
      )
      assert.ok(blocks.every((block) => block.endsWith(' true true')))
      assert.equal(errors.filter((error) => error.includes('the hook failed')).length, 1)
    },
  },
  {
    name: 'trusted proxies and ids',
    async run(stage) {
      const headers = ['X-Forwarded-For: 203.0.113.9, 192.0.2.7', 'X-Request-Id: from-the-proxy.1']
      const told = await get(await stage.port('trusting'), '/mirror', headers)
      const { matched } = JSON.parse(told.body) as { matched: number[] }
      assert.deepEqual(
        matched.filter((id) => id === 114 || id === 115),
        [115],
      )
      assert.equal(headerOf(told, 'x-request-id'), 'from-the-proxy.1')
      const untold = await get(await stage.port('on'), '/mirror', headers)
      assert.ok(!(JSON.parse(untold.body) as { matched: number[] }).matched.includes(115))
    },
  },
  {
    name: 'trusted proxies that write Forwarded',
    async run(stage) {
      const headers = ['Forwarded: for="evil, for=192.0.2.7;proto=https', 'X-Forwarded-For: 203.0.113.9']
      const told = await get(await stage.port('believing'), '/mirror', headers)
      const { matched } = JSON.parse(told.body) as { matched: number[] }
      assert.deepEqual(
        matched.filter((id) => id === 114 || id === 115),
        [115],
      )
    },
  },
  {
    name: 'skip, and nothing else skipped',
    async run(stage) {
      const port = await stage.port('on')
      const { audits } = await journalOf(port)
      const skipped = await get(port, '/journal')
      assert.equal(headerOf(skipped, 'x-request-id'), undefined)
      for (const target of [
        '/journal?',
        '//journal',
        '/journal/',
        '/favicon.ico',
        '/static/a.png',
        '/journal?do=deny1',
      ]) {
        const response = await get(port, target)
        assert.match(headerOf(response, 'x-request-id') ?? 'none', /^[\w-]{20}$/, target)
      }
      await eventually(port, (journal) => journal.audits.length === audits.length + 6)
    },
  },
  {
    name: 'onError: block',
    async run(stage) {
      const port = await stage.port('failing-block')
      const response = await get(port, '/page')
      assert.equal(response.status, 500)
      assert.ok(!response.body.includes('no transaction'))
      const { calls, errors } = await journalOf(port)
      assert.equal(calls, 0)
      assert.ok(errors.some((error) => error.includes('no transaction to be had')))
    },
  },
  {
    name: 'onError: pass',
    async run(stage) {
      const port = await stage.port('failing-pass')
      const response = await get(port, '/page')
      assert.deepEqual([response.status, response.body], [200, '<p>hello</p>'])
      const type = ['Content-Type: application/octet-stream']
      const { body } = await send(port, 'POST /echo', type, text(pattern(1000)))
      assert.equal((JSON.parse(body) as { length: number }).length, 1000)
      assert.ok((await journalOf(port)).errors.length >= 2)
    },
  },
]
