import assert from 'node:assert/strict'
import { RawClient } from '../../proxy/raw-client.js'
import type { HostCase } from '../cases.js'
import { eventually, get, headerOf, journalOf } from '../client.js'
import { exchangeMessage } from '../web-sockets.js'

/** Clients that leave, applications that fail, protocols that change. */
export const connectionCases: readonly HostCase[] = [
  {
    name: 'client abort',
    async run(stage) {
      const port = await stage.port('on')
      const before = await journalOf(port)
      const client = new RawClient(port)
      client.send(
        'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\nhalf of it',
      )
      await new Promise((resolve) => setTimeout(resolve, 30))
      client.socket.resetAndDestroy()
      // Phase 5 has run: there is a record of it.
      await eventually(port, ({ audits }) => audits.length > before.audits.length)
      const after = await journalOf(port)
      assert.equal(after.calls, before.calls, 'the application has not seen it')
      assert.deepEqual(after.errors, before.errors)
    },
  },
  {
    name: 'client abort in mid-answer',
    async run(stage) {
      const port = await stage.port('on')
      const before = (await journalOf(port)).audits.length
      const client = new RawClient(port).send('GET /events HTTP/1.1\r\nHost: a\r\n\r\n')
      await client.until(() => client.received.includes('data: 1'))
      client.socket.resetAndDestroy()
      await eventually(port, ({ audits }) => audits.length > before)
      assert.equal((await get(port, '/page')).status, 200)
    },
  },
  {
    name: 'application error',
    async run(stage) {
      const port = await stage.port('on')
      const response = await get(port, '/throw')
      assert.equal(response.status, 500)
      assert.match(headerOf(response, 'x-request-id') ?? '', /^[\w-]{20}$/)
      await eventually(port, ({ audits }) => audits.some((record) => record.status === 500))
      assert.equal((await get(port, '/page')).status, 200)
    },
  },
  {
    name: 'WebSocket passes',
    async run(stage) {
      assert.equal(await exchangeMessage(await stage.port('on'), '/socket', 'deny1'), 'echo deny1')
    },
  },
  {
    name: 'WebSocket refused',
    async run(stage) {
      const port = await stage.port('on')
      const { calls } = await journalOf(port)
      assert.equal(await exchangeMessage(port, '/socket?do=deny1', 'x'), 401)
      assert.equal((await journalOf(port)).calls, calls)
    },
  },
]
