import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { express, fastify, protect, transactionOf } from '@secrule/node'
import { fastify as createFastify } from 'fastify'
import type { Test } from 'tap'
import { RawClient } from '../proxy/raw-client.js'
import { get, headerOf, send } from './client.js'

const silent = { log() {}, error() {} }
/** Rules for bodies of both ways, and some that stop what they are asked to. */
export const inspecting = `
SecRuleEngine On
SecRequestBodyAccess On
SecResponseBodyAccess On
SecResponseBodyMimeType text/html
SecResponseBodyLimit 100000
SecResponseBodyLimitAction ProcessPartial
SecRule RESPONSE_BODY "@contains evil-page" "id:1,phase:4,deny,status:500"
SecRule ARGS_GET:pause "@streq 1" "id:2,phase:1,deny,status:403,pause:120"
SecRule ARGS_GET:proxy "@streq 1" "id:3,phase:1,proxy:http://127.0.0.1:1/"
SecRule ARGS_GET:status "@streq 1" "id:4,phase:1,deny,status:204"
`

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

/** Serves a listener as long as `use` runs. */
export async function serving<T>(listener: RequestListener, use: (port: number) => Promise<T>): Promise<T> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    return await use((server.address() as AddressInfo).port)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

function guarding(handler: Handler, use: (port: number) => Promise<void>, rules = inspecting): Promise<void> {
  const guard = protect(handler, { rules: { text: rules }, logger: silent })
  return serving(guard, use).finally(() => guard.close())
}

/** What holds for node:http and what is built on it. */
export async function nodeDetails(t: Test): Promise<void> {
  await t.test('to the application it looks as if everything had been sent', async (t) => {
    const seen: unknown[] = []
    const handler: Handler = async (_request, response) => {
      const look = () => seen.push([response.headersSent, response.writableEnded])
      response.setHeader('Content-Type', 'text/html')
      look()
      response.write('<p>')
      look()
      for (const change of [
        () => response.setHeader('X-Late', '1'),
        () => response.appendHeader('X-Late', '1'),
        () => response.removeHeader('Content-Type'),
        () => response.writeHead(500),
      ]) {
        assert.throws(change, { code: 'ERR_HTTP_HEADERS_SENT' })
      }
      assert.throws(() => response.write(7 as never), { code: 'ERR_INVALID_ARG_TYPE' })
      // It is held back for phase 4; a writer that waits for one piece before the next must come through all the same.
      await new Promise((resolve) => response.write('a', resolve))
      await new Promise((resolve) => response.end('b', () => resolve(null)))
      look()
      response.write('too late', (error) => seen.push((error as NodeJS.ErrnoException)?.code))
    }
    await guarding(handler, async (port) => {
      const response = await get(port, '/')
      t.same([response.status, response.body, headerOf(response, 'x-late')], [200, '<p>ab', undefined])
      await new Promise((resolve) => setTimeout(resolve, 10))
    })
    t.same(seen, [[false, false], [true, false], [true, true], 'ERR_STREAM_WRITE_AFTER_END'])
  })

  await t.test('a writer goes on when its answer is stopped', async (t) => {
    let written = 0
    const handler: Handler = async (_request, response) => {
      response.setHeader('Content-Type', 'text/html')
      for (; written < 5; written++) await new Promise((resolve) => response.write('an evil-page', resolve))
      response.end()
    }
    await guarding(
      handler,
      async (port) => {
        t.equal((await get(port, '/')).status, 500)
        await new Promise((resolve) => setTimeout(resolve, 10))
      },
      inspecting.replace('SecResponseBodyLimit 100000', 'SecResponseBodyLimit 20').replace('ProcessPartial', 'Reject'),
    )
    t.equal(written, 5)
  })

  await t.test('status, reason and headers as the application gave them', async (t) => {
    const table: [string, Handler, Record<string, unknown>][] = [
      ['implicit', (_request, response) => response.end('x'), { status: 200, 'content-length': '1' }],
      ['empty', (_request, response) => response.end(), { status: 200, 'content-length': '0' }],
      [
        'reason',
        (_request, response) => response.writeHead(299, 'Quite Fine', { A: 'b' }).end('x'),
        { status: 299, a: 'b', 'transfer-encoding': 'chunked' },
      ],
      [
        'array',
        (_request, response) => response.writeHead(200, ['X-A', '1', 'X-A', '2', 'X-B', '3']).end(),
        { status: 200, 'x-a': '1 | 2', 'x-b': '3' },
      ],
      [
        'mixed',
        (_request, response) => {
          response.setHeader('X-A', 'old')
          response.statusCode = 404
          response.writeHead(201, { 'X-A': 'new', 'X-List': ['1', '2'] })
          response.end()
        },
        { status: 201, 'x-a': 'new', 'x-list': '1 | 2' },
      ],
      [
        'flushed',
        (_request, response) => {
          response.flushHeaders()
          setTimeout(() => response.end('later'), 10)
        },
        { status: 200, 'transfer-encoding': 'chunked' },
      ],
      ['latin', (_request, response) => response.end('\xe9', 'latin1'), { status: 200, 'content-length': '1' }],
    ]
    for (const [name, handler, expected] of table) {
      for (const type of ['text/html', 'text/plain']) {
        const typed: Handler = (request, response) => {
          response.setHeader('Content-Type', type)
          return handler(request, response)
        }
        await guarding(typed, async (port) => {
          const response = await get(port, '/')
          for (const [key, value] of Object.entries(expected)) {
            t.equal(key === 'status' ? response.status : headerOf(response, key), value, `${name}, ${type}: ${key}`)
          }
          if (name === 'reason') t.match(response.head, /^HTTP\/1\.1 299 Quite Fine\r/)
          if (name === 'latin') t.equal(response.body, '\xe9')
        })
      }
    }
  })

  await t.test('a status that is none is the application’s error', async (t) => {
    await guarding(
      (_request, response) => response.writeHead(1000),
      async (port) => void t.equal((await get(port, '/')).status, 500),
    )
  })

  await t.test('middleware that waits for the headers', async (t) => {
    // What on-headers and compression do: their own functions in front of ours.
    const handler: Handler = (_request, response) => {
      const { writeHead, write, end } = response
      let isFired = false
      Object.assign(response, {
        writeHead(...values: [number]) {
          if (!isFired) response.setHeader('X-Just-Before', 'yes')
          isFired = true
          return writeHead.apply(response, values)
        },
        write: (chunk: string) => write.call(response, chunk.toUpperCase(), 'utf8'),
        end: (chunk: string) => end.call(response, chunk.toUpperCase(), 'utf8'),
      })
      response.setHeader('Content-Type', 'text/html')
      response.write('one ')
      response.end('two')
    }
    await guarding(handler, async (port) => {
      const response = await get(port, '/')
      t.same([response.body, headerOf(response, 'x-just-before')], ['ONE TWO', 'yes'])
    })
  })

  await t.test('a writer is asked to wait, and told to go on', async (t) => {
    let waits = 0
    const handler: Handler = async (_request, response) => {
      response.setHeader('Content-Type', 'text/html')
      for (let i = 0; i < 40; i++) {
        if (!response.write('x'.repeat(10_000))) {
          waits++
          await once(response, 'drain')
        }
      }
      response.end()
    }
    await guarding(handler, async (port) => {
      t.equal((await get(port, '/')).body.length, 400_000, 'beyond what is inspected, too')
      t.ok(waits > 0, `waited ${waits} times`)
    })
  })

  await t.test('content encodings', async (t) => {
    for (const [encoding, encode] of [
      ['br', brotliCompressSync],
      ['deflate', deflateSync],
    ] as const) {
      await guarding(
        (request, response) => {
          response.setHeader('Content-Type', 'text/html').setHeader('Content-Encoding', encoding)
          response.end(encode(request.url === '/evil' ? 'an evil-page' : 'a good one'))
        },
        async (port) => {
          t.equal((await get(port, '/evil')).status, 500, encoding)
          t.equal((await get(port, '/')).body, encode('a good one').toString('latin1'), encoding)
        },
      )
    }
    await guarding(
      (_request, response) => {
        response.setHeader('Content-Type', 'text/html').setHeader('Content-Encoding', 'gzip').end('no gzip at all')
      },
      async (port) => void t.equal((await get(port, '/')).body, 'no gzip at all', 'broken ones go out as they are'),
    )
    const trailing = Buffer.concat([gzipSync('a good one'), Buffer.from('and some evil-page behind')])
    await guarding(
      (_request, response) => {
        response.setHeader('Content-Type', 'text/html').setHeader('Content-Encoding', 'gzip')
        for (const byte of trailing) response.write(Uint8Array.of(byte))
        response.end()
      },
      async (port) =>
        void t.equal((await get(port, '/')).body, trailing.toString('latin1'), 'and what stands behind them'),
    )
  })

  await t.test('pause, proxy, and a status without a page', async (t) => {
    await guarding(
      (_request, response) => response.end(),
      async (port) => {
        const began = performance.now()
        t.equal((await get(port, '/?pause=1')).status, 403)
        t.ok(performance.now() - began > 100, 'it took its time')
        t.equal((await get(port, '/?proxy=1')).status, 500)
        const empty = await get(port, '/?status=1')
        t.same([empty.status, empty.body, headerOf(empty, 'content-type')], [204, '', undefined])
      },
    )
  })

  await t.test('content that rules put in', async (t) => {
    const rules = `${inspecting}
SecContentInjection On
SecAction "id:9,phase:4,pass,nolog,append:'<!-- end -->'"`
    await guarding(
      (_request, response) => {
        response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Length': 2 }).end('hi')
      },
      async (port) => {
        const response = await get(port, '/')
        t.same([response.body, headerOf(response, 'content-length')], ['hi<!-- end -->', '14'])
      },
      rules,
    )
  })

  await t.test('a body that rules rewrite', async (t) => {
    const rules = `SecRuleEngine On
SecRequestBodyAccess On
SecStreamInBodyInspection On
SecRule STREAM_INPUT_BODY "@rsub s/secret/[taken out]/" "id:1,phase:2,pass,nolog"`
    const module = createRequire(import.meta.url)('express5') as {
      (): RequestListener & { use: (m: unknown) => void }
      text(): unknown
    }
    const app = module()
    const guard = express({ rules: { text: rules }, logger: silent })
    app.use(guard)
    app.use(module.text())
    app.use((request: { body: string }, response: ServerResponse) => response.end(request.body))
    await serving(app, async (port) => {
      const { body } = await send(port, 'POST /', ['Content-Type: text/plain'], 'the secret word')
      t.equal(body, 'the [taken out] word', 'and the body parser counts right')
    })
  })

  await t.test('a body that was read before', async (t) => {
    for (const [onError, status] of [
      ['block', 500],
      ['pass', 200],
    ] as const) {
      const errors: string[] = []
      const logger = { log() {}, error: (message: string) => void errors.push(message) }
      const guard = express({ rules: { text: inspecting }, onError, logger })
      const listener: RequestListener = async (request, response) => {
        for await (const chunk of request) void chunk
        guard(request, response, () => response.end('ok'))
      }
      await serving(listener, async (port) => {
        t.equal((await send(port, 'POST /', ['Content-Type: text/plain'], 'body')).status, status)
        t.match(errors[0], /the request body was read before it could be inspected/)
      })
    }
  })

  await t.test('below a mount path the whole target is seen', async (t) => {
    const module = createRequire(import.meta.url)('express5') as () => RequestListener & {
      use: (path: string, m: unknown) => void
    }
    const app = module()
    const rules = 'SecRuleEngine On\nSecRule REQUEST_FILENAME "@streq /api/list" "id:1,phase:1,deny,status:403"'
    app.use('/api', express({ rules: { text: rules }, logger: silent }))
    await serving(app, async (port) => {
      t.equal((await get(port, '/api/list')).status, 403)
      t.equal((await get(port, '/list')).status, 404)
    })
  })

  await t.test('requests that are pipelined', async (t) => {
    await guarding(
      (request, response) => response.setHeader('Content-Type', 'text/html').end(request.url),
      async (port) => {
        const client = new RawClient(port)
        for (const target of ['/1', '/?pause=1', '/3']) client.send(`GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`)
        const responses = await client.take(3)
        client.destroy()
        t.same(
          responses.map(({ status, body }) => (status === 200 ? body : status)),
          ['/1', 403, '/3'],
        )
      },
    )
  })

  await t.test('what an application can know', async (t) => {
    let known: ReturnType<typeof transactionOf> = null
    const rules = 'SecRuleEngine On\nSecAction "id:5,phase:1,pass,nolog,setenv:score=7"'
    await guarding(
      (request, response) => {
        known = transactionOf(request)
        t.equal(known?.environment.get('score'), '7')
        t.same(
          known?.matchedRules.map(({ id }) => id),
          [5],
        )
        response.end()
      },
      async (port) => t.equal(headerOf(await get(port, '/'), 'x-request-id'), known?.id) as never,
      rules,
    )
    t.equal(transactionOf({} as IncomingMessage), null)
  })

  await t.test('requests that Fastify is given without a socket', async (t) => {
    const app = createFastify()
    await app.register(
      fastify({
        rules: { text: `${inspecting}\nSecRule ARGS_POST:a "@streq evil" "id:7,phase:2,deny"` },
        logger: silent,
      }),
    )
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    )
    app.post('/', async (request) => request.body)
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const good = await app.inject({ method: 'POST', url: '/', headers, payload: 'a=good' })
    t.same([good.statusCode, good.body], [200, 'a=good'])
    t.equal((await app.inject({ method: 'POST', url: '/', headers, payload: 'a=evil' })).statusCode, 403)
    t.equal((await app.inject({ url: '/nowhere' })).headers['x-request-id'] !== undefined, true, 'also without a route')
    await app.close()
  })
}
