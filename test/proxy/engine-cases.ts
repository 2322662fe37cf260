import { gzipSync } from 'node:zlib'
import { createProxy } from '@secrule/proxy'
import { compile, createEngine } from 'secrule'
import type { Test } from 'tap'
import { ask, headerOf } from './raw-client.js'
import { ok, RawUpstream } from './raw-upstream.js'

const host = 'Host: shop.example\r\n'
const rules = `
SecRuleEngine On
SecRequestBodyAccess On
SecRequestBodyLimit 100000
SecRequestBodyNoFilesLimit 100000
SecRequestBodyInMemoryLimit 20000
SecRequestBodyLimitAction ProcessPartial
SecResponseBodyAccess On
SecResponseBodyMimeType text/plain
SecResponseBodyLimit 50000
SecResponseBodyLimitAction ProcessPartial
SecServerSignature "Shop"
SecRule REQUEST_HEADERS:X-Evil "@rx ." "id:1,phase:1,deny,status:406,log,msg:'header'"
SecRule ARGS "@contains attack" "id:2,phase:2,deny,status:403,log,msg:'argument'"
SecRule REQUEST_HEADERS:X-Away "@streq 1" "id:3,phase:1,redirect:'https://away.example/%{ARGS.to}',log"
SecRule REQUEST_HEADERS:X-Away "@streq 2" "id:4,phase:1,drop,log"
SecRule REQUEST_METHOD "@streq TRACE" "id:5,phase:1,deny,status:404,log"
SecRule REQUEST_HEADERS_NAMES "@rx [^A-Za-z-]" "id:6,phase:1,deny,status:400,log,msg:'odd name'"
SecRule RESPONSE_BODY "@contains 4111 1111" "id:7,phase:4,deny,status:503,log,msg:'card'"
SecRule RESPONSE_HEADERS:X-Leak "@rx ." "id:8,phase:3,deny,status:502,log"
`

/** The same proxy with a real ruleset, where scripted verdicts could hide a misunderstanding. */
export async function engineCases(t: Test): Promise<void> {
  const lines: string[] = []
  const errors: string[] = []
  const logger = { log: (line: string) => lines.push(line), error: (line: string) => errors.push(line) }
  const program = compile({ text: rules })
  const engine = createEngine(program, { logger })
  const upstream = await new RawUpstream().listen()
  const proxy = createProxy({
    engine,
    program,
    upstream: `http://127.0.0.1:${upstream.port}`,
    listen: 0,
    logger,
    timeouts: { linger: 50 },
  })
  const { port } = await proxy.listen()
  const text = (body: string) => ok(body, 'Content-Type: text/plain\r\n')
  upstream.answer = ({ target, body }) => {
    if (target === '/card') return text('Your card 4111 1111 1111 1111')
    if (target === '/leak') return ok('x', 'X-Leak: 1\r\n')
    if (target === '/long') return text('y'.repeat(200_000))
    return text(`${body.length} ${body.slice(-5)}`)
  }
  const get = (target: string, more = '', method = 'GET') => `${method} ${target} HTTP/1.1\r\n${host}${more}\r\n`
  const post = (body: string, type = 'application/x-www-form-urlencoded') =>
    `POST /form HTTP/1.1\r\n${host}Content-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  const table: [name: string, request: string, status: number, rule: number | null][] = [
    ['a good request', get('/?q=fine'), 200, null],
    ['a query', get('/?q=an+att%61ck'), 403, 2],
    ['a header', get('/', 'x-EVIL: 1\r\n'), 406, 1],
    ['a form', post('a=b&c=attack'), 403, 2],
    ['JSON', post('{"a":["attack"]}', 'application/json'), 200, null],
    ['a method', get('/', '', 'TRACE'), 404, 5],
    ['a request that is no HTTP', get('/', 'Bad Name: x\r\n'), 400, 6],
    ['no HTTP, with an attack in the query', get('/?q=attack', 'X: a\r\n b\r\n'), 403, 2],
    ['an upgrade', get('/?q=attack', 'Connection: Upgrade\r\nUpgrade: websocket\r\n'), 403, 2],
    ['a response body', get('/card'), 503, 7],
    ['a response header', get('/leak'), 502, 8],
    ['a redirection', get('/?to=x%0d%0ay', 'X-Away: 1\r\n'), 302, 3],
    ['a HEAD', get('/', '', 'HEAD'), 200, null],
  ]
  for (const [name, request, status, rule] of table) {
    lines.length = 0
    const response = await ask(port, request, request.slice(0, request.indexOf(' ')))
    t.equal(response?.status, status, name)
    t.equal(headerOf(response, 'server'), 'Shop', 'the server is masked')
    const id = headerOf(response, 'x-request-id') ?? 'none'
    const logged = lines.filter((line) => line.includes(`[id "${rule}"]`))
    t.equal(logged.length, rule === null ? 0 : 1, `logged: ${JSON.stringify(lines)}`)
    if (rule !== null) t.ok(logged[0]?.includes(`[unique_id "${id}"]`), 'with the id of the response')
    if (rule === 3) t.equal(headerOf(response, 'location'), 'https://away.example/x%0D%0Ay')
  }
  t.equal(await ask(port, get('/', 'X-Away: 2\r\n')), undefined, 'a drop')

  for (const size of [50_000, 99_990, 100_001, 300_000]) {
    const response = await ask(port, post(`${'z'.repeat(size - 5)}-end.`))
    t.equal(response?.body, `${size} -end.`, `a body of ${size} bytes arrives whole, limits or not`)
  }
  const zipped = (body: string) =>
    post(gzipSync(body).toString('latin1')).replace('\r\n\r\n', '\r\nContent-Encoding: gzip\r\n\r\n')
  t.equal((await ask(port, zipped('b=attack')))?.status, 403, 'a compressed form is read')
  const [, sent = ''] = zipped('b=fine').split('\r\n\r\n')
  t.equal((await ask(port, zipped('b=fine')))?.body, `${sent.length} ${sent.slice(-5)}`, 'and goes on as it came')
  const long = await ask(port, get('/long'))
  t.equal(long?.body.length, 200_000, 'a response beyond the limit too')
  t.equal(headerOf(long, 'content-length'), '200000')

  proxy.reload(compile({ text: 'SecRuleEngine On\nSecRule ARGS "@streq fine" "id:9,phase:2,deny,status:410"' }))
  t.equal((await ask(port, get('/?q=attack')))?.status, 200, 'after a reload the old rules are gone')
  t.equal((await ask(port, get('/?q=fine')))?.status, 410)
  t.notOk(headerOf(await ask(port, get('/')), 'server'))
  await ask(port, get('/', 'Accept-Encoding: gzip\r\n'))
  t.ok(
    upstream.last.headers.some(([, value]) => value === 'gzip'),
    'responses that are not inspected may be encoded',
  )
  t.strictSame(errors, [])
  await proxy.close()
  await upstream.close()
  await engine.close()
}
