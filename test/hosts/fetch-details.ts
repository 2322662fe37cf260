import { readFileSync } from 'node:fs'
import { protect, transactionOf } from '@secrule/fetch'
import { build } from 'esbuild'
import type { Test } from 'tap'

const silent = { log() {}, error() {} }
const rules = {
  text: `SecRuleEngine On
SecRequestBodyAccess On
SecResponseBodyAccess On
SecResponseBodyMimeType text/html
SecRequestBodyLimit 100
SecRequestBodyNoFilesLimit 100
SecRequestBodyLimitAction ProcessPartial
SecAction "id:1,phase:1,pass,nolog,ctl:forceRequestBodyVariable=On"
SecRule REQUEST_BODY "@contains evil" "id:2,phase:2,deny,status:403"
SecRule RESPONSE_BODY "@contains evil-page" "id:3,phase:4,deny,status:500"
SecRule REMOTE_ADDR "@streq 192.0.2.1" "id:4,phase:1,pass,nolog"
SecRule REQUEST_HEADERS:X-Word "@streq \xc4\x81" "id:5,phase:1,pass,nolog"
SecRule REQUEST_PROTOCOL "@streq HTTP/2" "id:6,phase:1,pass,nolog"`,
}

/** What holds for fetch handlers. */
export async function fetchDetails(t: Test): Promise<void> {
  await t.test('what is not looked into is handed on as it is', async (t) => {
    const request = new Request('http://a/')
    const given = new Response('x', { headers: { 'content-type': 'text/plain' } })
    const guard = protect(
      (received, ...rest: string[]) => {
        t.equal(received, request)
        t.same(rest, ['env', 'context'])
        return given
      },
      { rules, logger: silent },
    )
    const response = await guard(request, 'env', 'context')
    t.equal(response, given)
    t.match(response.headers.get('x-request-id'), /^[\w-]{20}$/)
    const nothing = protect(() => undefined as never, { rules, logger: silent })
    t.equal(await nothing(request), undefined, 'what Bun wants after an upgrade')
  })

  await t.test('headers that cannot be set', async (t) => {
    // The answers of `fetch` are such, and this one needs no network.
    const frozen = await fetch('data:text/plain,as%20it%20is')
    t.throws(() => frozen.headers.set('a', 'b'), TypeError)
    const response = await protect(() => frozen, { rules, logger: silent })(new Request('http://a/'))
    t.not(response, frozen)
    t.same([response.headers.get('content-type'), await response.text()], ['text/plain', 'as it is'])
    t.match(response.headers.get('x-request-id'), /^[\w-]{20}$/)
    t.equal((await protect(() => Response.error(), { rules, logger: silent })(new Request('http://a/'))).type, 'error')
  })

  await t.test('a body larger than what is looked at goes on streaming', async (t) => {
    let sent = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (++sent > 20) controller.close()
        else controller.enqueue(new Uint8Array(50))
      },
    })
    let length = -1
    const guard = protect(
      async (request) => {
        t.ok(sent < 10, `${sent} pieces were read before the application was called`)
        length = (await request.arrayBuffer()).byteLength
        return new Response(null, { status: 204 })
      },
      { rules, logger: silent },
    )
    await guard(new Request('http://a/', { method: 'POST', body, duplex: 'half' } as RequestInit))
    t.equal(length, 1000)
  })

  await t.test('a body that breaks off', async (t) => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('gone')),
    })
    const guard = protect(() => t.fail('called') as never, { rules, logger: silent })
    const request = new Request('http://a/', { method: 'POST', body, duplex: 'half' } as RequestInit)
    t.equal((await guard(request)).status, 400)
  })

  await t.test('a response that breaks off while it is looked at', async (t) => {
    const errors: string[] = []
    const logger = { log() {}, error: (message: string) => void errors.push(message) }
    const body = () => new ReadableStream({ pull: (controller) => controller.error(new Error('upstream died')) })
    const broken = () => new Response(body(), { headers: { 'content-type': 'text/html' } })
    t.equal((await protect(broken, { rules, logger })(new Request('http://a/'))).status, 500)
    t.match(errors, [/upstream died/])
  })

  await t.test('encodings that are said and not there', async (t) => {
    for (const encoding of ['gzip', 'deflate', 'br', 'zstd']) {
      const html = (text: string) => () =>
        new Response(text, { headers: { 'content-type': 'text/html', 'content-encoding': encoding } })
      const evil = await protect(html('an evil-page'), { rules, logger: silent })(new Request('http://a/'))
      t.equal(evil.status, 500, encoding)
      const good = await protect(html('a good one'), { rules, logger: silent })(new Request('http://a/'))
      t.same([await good.text(), good.headers.get('content-encoding')], ['a good one', encoding])
    }
  })

  await t.test('who the client is', async (t) => {
    const matched = async (request: Request, rest: unknown[], more: object = {}) => {
      let ids: number[] = []
      const guard = protect(
        (received: Request, ..._rest: unknown[]) => {
          ids = transactionOf(received)?.matchedRules.map(({ id }) => id) ?? []
          return new Response('ok')
        },
        { rules, logger: silent, ...more },
      )
      await guard(request, ...rest)
      return ids.filter((id) => id > 3)
    }
    const plain = new Request('http://a/')
    t.same(await matched(plain, []), [], 'nobody knows')
    t.same(await matched(plain, [{ remoteAddr: { hostname: '192.0.2.1', port: 1 } }]), [4], 'Deno')
    t.same(await matched(plain, [{ requestIP: () => ({ address: '192.0.2.1', port: 1 }) }]), [4], 'Bun')
    t.same(await matched(plain, [{ requestIP: () => null }]), [], 'Bun, gone')
    const edge = Object.assign(new Request('http://a/', { headers: { 'cf-connecting-ip': '192.0.2.1' } }), {
      cf: { httpProtocol: 'HTTP/2' },
    })
    t.same(await matched(edge, []), [4, 6], 'Cloudflare')
    const forged = new Request('http://a/', { headers: { 'cf-connecting-ip': '192.0.2.1' } })
    t.same(await matched(forged, []), [], 'not Cloudflare')
    const told = { connection: () => ({ address: '192.0.2.1', httpVersion: '2', headers: ['X-Word', '\u0101'] }) }
    t.same(await matched(plain, [], told), [4, 5, 6], 'told by the option')
    const failing = {
      connection() {
        throw new Error('no')
      },
    }
    t.same(await matched(plain, [], failing), [], 'told badly')
  })

  await t.test('phase 5 is waited for where the platform has a way', async (t) => {
    const promises: unknown[] = []
    const guard = protect((_request: Request, _env: object, _context: object) => new Response('ok'), {
      rules,
      logger: silent,
    })
    await guard(new Request('http://a/'), {}, { waitUntil: (promise: unknown) => promises.push(promise) })
    t.equal(promises.length, 1)
    await Promise.all(promises)
  })

  await t.test('no node: import', async (t) => {
    for (const entry of ['index', 'runtime']) {
      const { metafile } = await build({
        entryPoints: [`packages/hosts/fetch/dist/${entry}.js`],
        bundle: true,
        write: false,
        minify: true,
        format: 'esm',
        platform: 'browser',
        metafile: true,
        logLevel: 'silent',
      })
      const [output] = Object.values(metafile.outputs)
      t.same(output?.imports, [], entry)
      t.comment(`@secrule/fetch, ${entry}: ${output?.bytes} bytes with everything it needs`)
    }
    t.notMatch(readFileSync('packages/hosts/fetch/package.json', 'utf8'), /node:/)
  })
}
