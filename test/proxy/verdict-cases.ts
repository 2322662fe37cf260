import type { Test } from 'tap'
import { ask, headerOf, RawClient } from './raw-client.js'
import { ok, RawUpstream } from './raw-upstream.js'
import { type Script, type ScriptedTransaction, verdict } from './scripted-engine.js'
import { Stage } from './stage.js'

const host = 'Host: shop.example\r\n'
const get = `GET /some/path HTTP/1.1\r\n${host}\r\n`
const post = `POST /some/path HTTP/1.1\r\n${host}Content-Length: 6\r\n\r\nsecret`
const buffering: Script = { requestNeed: () => 'buffer', responseNeed: () => 'buffer' }
type Step = 'phase1' | 'phase2' | 'phase3' | 'phase4' | 'onRequestChunk' | 'onResponseChunk'
const steps: Step[] = ['phase1', 'onRequestChunk', 'phase2', 'phase3', 'onResponseChunk', 'phase4']
const isBeforeUpstream = (step: Step) => ['phase1', 'onRequestChunk', 'phase2'].includes(step)

/** What the proxy does with each verdict, and with an engine that fails. */
export async function verdictCases(t: Test): Promise<void> {
  await t.test('deny at every step', async (t) => {
    for (const step of steps) {
      for (const isLate of [false, true]) {
        const stop = verdict({ status: 418, phase: 2, ruleId: 424242 })
        const decide = () => (isLate ? new Promise<typeof stop>((resolve) => setTimeout(resolve, 5, stop)) : stop)
        await Stage.play({ ...buffering, [step]: decide }, {}, async (stage) => {
          stage.upstream.answer = () => ok('the secret answer', 'X-Inside: 1\r\n')
          const client = new RawClient(stage.port).send(post)
          const [response] = await client.take()
          const name = `${step}${isLate ? ', later' : ''}`
          t.equal(response?.status, 418, name)
          t.notMatch(client.received, /secret|some\/path|424242|X-Inside/, 'nothing of the exchange is in the page')
          t.equal(stage.upstream.requests.length, isBeforeUpstream(step) ? 0 : 1)
          t.match(response?.body, new RegExp(stage.engine.last.id))
          client.send(get)
          if (step !== 'onRequestChunk') t.equal((await client.take(2)).length, 2, 'the connection lives on')
          client.destroy()
          await stage.settled()
          t.match(stage.entries[0], { status: 418, verdict: { ruleId: 424242, action: 'deny' } })
          t.equal(stage.proxy.status().blocked > 0, true)
        })
      }
    }
  })

  await t.test('statuses of a deny', async (t) => {
    for (const [status, expected] of [
      [200, 200],
      [404, 404],
      [503, 503],
      [0, 403],
      [42, 403],
      [101, 403],
      [700, 403],
      [204, 204],
      [304, 304],
    ] as const) {
      await Stage.play({ phase1: () => verdict({ status }) }, {}, async (stage) => {
        const client = new RawClient(stage.port).send(get + get)
        const responses = await client.take(2)
        t.strictSame(
          responses.map((each) => each.status),
          [expected, expected],
        )
        client.destroy()
      })
    }
  })

  await t.test('the page', async (t) => {
    await Stage.play({ phase1: () => verdict() }, {}, async (stage) => {
      for (const [accept, isJson] of [
        ['', false],
        ['Accept: */*\r\n', false],
        ['Accept: text/html,application/json;q=0.9\r\n', false],
        ['Accept: application/json\r\n', true],
        ['Accept: text/html;q=0.1\r\nAccept: application/problem+json; q=0.5\r\n', true],
        [`Accept: ${','.repeat(5_000)}application/json\r\n`, false],
      ] as const) {
        const response = await ask(
          stage.port,
          `GET /<script>?"'<b> HTTP/1.1\r\n${host}${accept}User-Agent: <script>\r\n\r\n`,
        )
        const type = headerOf(response, 'content-type')
        t.equal(type, isJson ? 'application/json' : 'text/html; charset=utf-8', accept.slice(0, 60))
        const { id } = stage.engine.last
        if (isJson) t.strictSame(JSON.parse(response?.body ?? ''), { status: 403, error: 'Forbidden', id })
        else t.match(response?.body, new RegExp(`<code>${id}</code>`))
        t.notMatch(response?.body, /script/)
        t.equal(headerOf(response, 'x-request-id'), id)
        t.equal(headerOf(response, 'cache-control'), 'no-store')
        t.equal(headerOf(response, 'content-length'), String(response?.body.length))
      }
      const head = await ask(stage.port, `HEAD / HTTP/1.1\r\n${host}\r\n`, 'HEAD')
      t.equal(head?.status, 403)
      t.equal(head?.body, '')
    })
    const blockPage = { html: '<p>{status} {title} {id} {other}', json: '{"i":"{id}"}' }
    await Stage.play({ phase1: () => verdict() }, { blockPage }, async (stage) => {
      const own = await ask(stage.port, get)
      t.equal(own?.body, `<p>403 Forbidden ${stage.engine.last.id} {other}`)
    })
  })

  await t.test('redirect', async (t) => {
    for (const [url, status, location, expected] of [
      ['https://x.example/a?b=c', 301, 'https://x.example/a?b=c', 301],
      ['/login', 403, '/login', 302],
      ['http://x/\r\nSet-Cookie: a=b', 302, 'http://x/%0D%0ASet-Cookie:%20a=b', 302],
      ['http://x/\xe9 \0', 307, 'http://x/%E9%20%00', 307],
    ] as const) {
      for (const step of ['phase1', 'phase4'] as const) {
        await Stage.play(
          { ...buffering, [step]: () => verdict({ action: 'redirect', url, status }) },
          {},
          async (stage) => {
            const response = await ask(stage.port, get)
            t.equal(response?.status, expected)
            t.equal(headerOf(response, 'location'), location)
            t.equal(headerOf(response, 'set-cookie'), undefined)
          },
        )
      }
    }
  })

  await t.test('drop at every step', async (t) => {
    for (const step of steps) {
      await Stage.play({ ...buffering, [step]: () => verdict({ action: 'drop' }) }, {}, async (stage) => {
        const client = new RawClient(stage.port).send(post)
        t.ok(await client.closed(2_000), step)
        t.equal(client.received, '')
        t.ok(await stage.settled())
        t.match(stage.entries[0], { status: 0, verdict: { action: 'drop' } })
      })
    }
  })

  await t.test('proxy', async (t) => {
    const other = await new RawUpstream().listen()
    other.answer = ({ target, body }) => ok(`trap ${target} ${body}`)
    const url = `http://127.0.0.1:${other.port}/trap?x`
    for (const step of steps) {
      other.clear()
      await Stage.play({ ...buffering, [step]: () => verdict({ action: 'proxy', url }) }, {}, async (stage) => {
        const response = await ask(stage.port, post)
        t.equal(response?.status, isBeforeUpstream(step) ? 200 : 500, step)
        if (isBeforeUpstream(step)) {
          t.equal(response?.body, 'trap /trap?x secret')
          t.ok(
            other.last.headers.some(([, value]) => value === `127.0.0.1:${other.port}`),
            'with the Host of the new place',
          )
          t.equal(stage.upstream.requests.length, 0)
        }
        t.ok(await stage.settled())
      })
    }
    for (const bad of ['', 'nonsense', 'file:///etc/passwd', 'http://a@b/', 'http://x:99999/', 'http://x/ y']) {
      await Stage.play({ phase1: () => verdict({ action: 'proxy', url: bad }) }, {}, async (stage) => {
        t.equal((await ask(stage.port, get))?.status, 500, JSON.stringify(bad))
      })
    }
    await other.close()
  })

  await t.test('pause', async (t) => {
    await Stage.play({ phase1: () => verdict({ pauseMs: 150 }) }, {}, async (stage) => {
      const began = performance.now()
      t.equal((await ask(stage.port, get))?.status, 403)
      t.ok(performance.now() - began >= 145)
    })
    await Stage.play({ phase1: () => verdict({ pauseMs: 60_000 }) }, { limits: { pause: 50 } }, async (stage) => {
      t.equal((await ask(stage.port, get))?.status, 403, 'a pause is bounded')
    })
    await Stage.play({ phase1: () => verdict({ pauseMs: 60_000 }) }, { limits: { pause: 60_000 } }, async (stage) => {
      const client = new RawClient(stage.port).send(get)
      await client.until(() => stage.engine.opened === 1, 200)
      client.socket.resetAndDestroy()
      t.ok(await stage.settled(), 'and ends with its client')
    })
  })

  await t.test('an engine that fails', async (t) => {
    for (const step of steps) {
      for (const isLate of [false, true]) {
        const fail = () => {
          if (isLate) return Promise.reject(new Error('engine trouble'))
          throw new Error('engine trouble')
        }
        for (const onError of ['block', 'pass'] as const) {
          await Stage.play({ ...buffering, [step]: fail }, { onError }, async (stage) => {
            stage.upstream.answer = ({ body }) => ok(`got ${body}`)
            const response = await ask(stage.port, post)
            const name = `${step}${isLate ? ', later' : ''}: ${onError}`
            t.equal(response?.status, onError === 'block' ? 500 : 200, name)
            if (onError === 'pass') t.equal(response?.body, 'got secret', 'nothing is lost')
            t.notMatch(response?.body, /trouble/)
            t.equal(stage.errors.length, 1)
            t.match(stage.errors[0], /engine trouble/)
            t.match(stage.errors[0], headerOf(response, 'x-request-id') ?? 'an id')
            t.ok(await stage.settled())
          })
        }
      }
    }
    for (const onError of ['block', 'pass'] as const) {
      await Stage.play({}, { onError }, async (stage) => {
        stage.engine.newTransaction = () => {
          throw new Error('engine trouble')
        }
        const response = await ask(stage.port, post)
        t.equal(response?.status, onError === 'block' ? 500 : 200, `no transaction: ${onError}`)
        t.ok(headerOf(response, 'x-request-id'))
        t.equal((await ask(stage.port, 'broken\r\n\r\n'))?.status, onError === 'block' ? 500 : 400)
      })
    }
    const needs: Script = {
      requestNeed() {
        throw new Error('engine trouble')
      },
    }
    await Stage.play(needs, {}, async (stage) => {
      t.equal((await ask(stage.port, post))?.status, 500, 'bodyNeed')
      t.equal(stage.upstream.requests.length, 0)
    })
    const loses = (each: ScriptedTransaction) => {
      each.requestChunks.length = 0
      return null
    }
    await Stage.play({ ...buffering, phase2: loses }, {}, async (stage) => {
      t.equal((await ask(stage.port, post))?.status, 500, 'a body that comes back shorter is not sent on')
      t.equal(stage.upstream.requests.length, 0)
    })
    const logging: Script = { phase1: () => verdict() }
    await Stage.play(
      logging,
      {
        logger: {
          error() {
            throw new Error('log')
          },
          access() {
            throw new Error('log')
          },
        },
      },
      async (stage) => {
        t.equal((await ask(stage.port, get))?.status, 403, 'a log that throws')
      },
    )
  })

  await t.test('the Server header and others', async (t) => {
    const responseHeaders = { remove: ['X-Powered-By', 'x-aspnet-version'], set: { 'X-Frame-Options': 'DENY' } }
    for (const [target, isOwn] of [
      ['/ok', false],
      ['/no', true],
    ] as const) {
      const script: Script = { phase1: (each) => (each.target === '/no' ? verdict() : null) }
      const answer = () =>
        ok('', 'Server: Real/1\r\nX-Powered-By: PHP\r\nX-AspNet-Version: 4\r\nX-Frame-Options: SAMEORIGIN\r\n')
      await Stage.play(script, { responseHeaders, serverSignature: 'Mask/1' }, async (stage) => {
        stage.upstream.answer = answer
        const response = await ask(stage.port, `GET ${target} HTTP/1.1\r\n${host}\r\n`)
        t.equal(headerOf(response, 'server'), 'Mask/1', target)
        t.equal(headerOf(response, 'x-frame-options'), 'DENY')
        t.equal(headerOf(response, 'x-powered-by'), undefined)
        t.equal(headerOf(response, 'x-aspnet-version'), undefined)
      })
      const changes = [
        { name: 'Server', value: 'Ruled/1\r\nX: y' },
        { name: 'x-powered-by', value: null },
        { name: 'X-New', value: '1' },
      ]
      await Stage.play({ ...script, headerChanges: () => changes }, {}, async (stage) => {
        stage.upstream.answer = answer
        const response = await ask(stage.port, `GET ${target} HTTP/1.1\r\n${host}\r\n`)
        t.equal(headerOf(response, 'server'), 'Ruled/1  X: y')
        t.equal(headerOf(response, 'x-powered-by'), undefined)
        t.equal(headerOf(response, 'x-new'), isOwn ? undefined : '1')
      })
    }
  })

  await t.test('verdicts about our own answers', (t) =>
    Stage.play(
      { phase3: (each) => (each.status === 405 ? verdict({ status: 404, phase: 3 }) : null) },
      {},
      async (stage) => {
        t.equal((await ask(stage.port, `TRACE / HTTP/1.1\r\n${host}\r\n`))?.status, 404)
        t.equal((await ask(stage.port, 'nonsense\r\n\r\n'))?.status, 400)
        t.equal(stage.engine.last.status, 400, 'the engine knows what was answered')
      },
    ),
  )
}
