import { protect as protectFetch } from '@secrule/fetch'
import { protect as protectEdge } from '@secrule/fetch/runtime'
import { type HostOptions, protect } from '@secrule/node'
import { createProxy, type ProxyOptions } from '@secrule/proxy'
import { compile, createEngine, encodeBundle } from 'secrule'
import type { Test } from 'tap'
import { get } from './client.js'
import { serving } from './node-details.js'

const silent = { log() {}, error() {} }
const denying = (status: number) => `SecRuleEngine On\nSecRule ARGS "@streq evil" "id:1,phase:1,deny,status:${status}"`
const page = () => new Response('ok')

/** Runs a play with the proxy of some options before a site that says ok. */
async function proxying(options: HostOptions, play: (port: number) => Promise<void>): Promise<void> {
  await serving(
    (_request, response) => response.end('ok'),
    async (site) => {
      const { limits: _limits, ...shared } = options
      const proxy = createProxy({ ...shared, upstream: `http://127.0.0.1:${site}`, listen: 0 } as ProxyOptions)
      await play((await proxy.listen()).port)
      await proxy.close()
    },
  )
}

/** Which rules hold, and what is said about options that do not fit. */
export async function optionDetails(t: Test): Promise<void> {
  await t.test('engine, rules and bundle', async (t) => {
    const program = compile({ text: denying(410) })
    const engine = createEngine(program)
    const table: [string, HostOptions, number][] = [
      ['rules', { rules: { text: denying(410) } }, 410],
      ['several', { rules: [{ text: 'SecRuleEngine On' }, { text: denying(410) }] }, 410],
      ['Program', { bundle: program }, 410],
      ['bundle', { bundle: encodeBundle(program) }, 410],
      ['engine', { engine }, 410],
      ['engine, detection', { engine, mode: 'detection' }, 200],
      ['rules, detection', { rules: { text: denying(410) }, mode: 'detection' }, 200],
      ['rules, on', { rules: { text: denying(410).replace('On', 'DetectionOnly') }, mode: 'on' }, 410],
      ['as the rules say', { rules: { text: denying(410).replace('On', 'DetectionOnly') } }, 200],
    ]
    for (const [name, options, status] of table) {
      const guard = protect((_request, response) => response.end('ok'), { ...options, logger: silent })
      await serving(guard, async (port) => {
        t.equal((await get(port, '/?a=evil')).status, status, `node, ${name}`)
        t.equal((await get(port, '/?a=good')).status, 200, `node, ${name}`)
      })
      const fetch = protectFetch(page, { ...options, logger: silent })
      t.equal((await fetch(new Request('http://a/?a=evil'))).status, status, `fetch, ${name}`)
      if (options.rules === undefined) {
        const edge = protectEdge(page, { ...options, logger: silent })
        t.equal((await edge(new Request('http://a/?a=evil'))).status, status, `fetch/runtime, ${name}`)
      }
      await guard.close()
      await fetch.close()
      await proxying({ ...options, logger: silent }, async (port) => {
        t.equal((await get(port, '/?a=evil')).status, status, `proxy, ${name}`)
        t.equal((await get(port, '/?a=good')).status, 200, `proxy, ${name}`)
      })
    }
    t.equal((await protectFetch(page, { engine })(new Request('http://a/?a=evil'))).status, 410, 'still open')
    await engine.close()
  })

  await t.test('detection only looks at the whole request, also with an engine that blocks', async (t) => {
    const lines: string[] = []
    const logger = { log: (line: string) => void lines.push(/\[id "(\d+)"\]/.exec(line)?.[1] ?? ''), error() {} }
    const text = `SecRuleEngine On
SecRule ARGS "@streq evil" "id:1,phase:1,deny"
SecRule ARGS "@streq evil" "id:2,phase:1,pass,ctl:ruleEngine=On"
SecRule ARGS "@streq evil" "id:3,phase:2,deny"
SecRule RESPONSE_STATUS "@eq 200" "id:4,phase:3,deny"`
    for (const way of ['engine', 'rules'] as const) {
      const engine = createEngine(compile({ text }), { logger })
      const rules = way === 'engine' ? { engine } : { rules: { text }, logger }
      const seen = async (ask: () => Promise<number>) => {
        lines.length = 0
        return [await ask(), ...lines]
      }
      const options = { ...rules, mode: 'detection' } as const
      const guard = protect((_request, response) => response.end('ok'), options)
      await serving(guard, async (port) => {
        t.same(await seen(async () => (await get(port, '/?a=evil')).status), [200, '1', '2', '3', '4'], `node, ${way}`)
      })
      const fetch = protectFetch(page, options)
      const asked = () => fetch(new Request('http://a/?a=evil')).then(({ status }) => status)
      t.same(await seen(asked), [200, '1', '2', '3', '4'], `fetch, ${way}`)
      await proxying(options, async (port) => {
        t.same(await seen(async () => (await get(port, '/?a=evil')).status), [200, '1', '2', '3', '4'], `proxy, ${way}`)
      })
      await guard.close()
      await fetch.close()
      await engine.close()
    }
    const sleeping = createEngine(compile({ text: text.replace('Engine On', 'Engine Off') }), { logger })
    const woken = protectFetch(page, { engine: sleeping, mode: 'on' })
    t.equal((await woken(new Request('http://a/?a=evil'))).status, 403, 'on, although SecRuleEngine is Off')
    await sleeping.close()
  })

  await t.test('reload', async (t) => {
    const guard = protect((_request, response) => response.end('ok'), { rules: { text: denying(410) }, logger: silent })
    const answers: number[] = []
    await serving(guard, async (port) => {
      answers.push((await get(port, '/?a=evil')).status)
      guard.reload({ text: denying(409) })
      answers.push((await get(port, '/?a=evil')).status)
      guard.reload(encodeBundle(compile({ text: denying(408) })))
      answers.push((await get(port, '/?a=evil')).status)
      t.throws(() => guard.reload({ text: 'SecNonsense' }), /SecNonsense/)
      answers.push((await get(port, '/?a=evil')).status)
    })
    t.same(answers, [410, 409, 408, 408])
    await guard.close()
  })

  await t.test('an onBlock that only listens', async (t) => {
    const told: string[] = []
    const onBlock: NonNullable<HostOptions['onBlock']> = ({ interruption }) => {
      told.push(`${interruption.action} ${interruption.status}`)
    }
    const guard = protectFetch(page, { rules: { text: denying(410) }, onBlock, logger: silent })
    t.equal((await guard(new Request('http://a/?a=evil'))).status, 410)
    t.same(told, ['deny 410'])
    await guard.close()
  })

  await t.test('SecRuleEngine that is off is told', async (t) => {
    const errors: string[] = []
    const logger = { log() {}, error: (message: string) => void errors.push(message) }
    protectFetch(page, { rules: { text: denying(410).replace('On', 'Off') }, logger })
    t.match(errors, [/SecRuleEngine is Off/])
  })

  await t.test('options that do not fit', async (t) => {
    const rules = { text: denying(403) }
    const engine = createEngine(compile(rules))
    const table: [object, RegExp][] = [
      [{}, /one of `engine`, `rules` and `bundle` must be given/],
      [{ rules, engine }, /one of `engine`, `rules` and `bundle`/],
      [{ rules, mode: 'off' }, /`mode` must be `on` or `detection`/],
      [{ rules, onError: 'ignore' }, /`onError` must be `block` or `pass`/],
      [{ rules, onblock() {} }, /`onblock` is not an option/],
      [{ rules, onBlock: 'page' }, /`onBlock` must be a function/],
      [{ rules, limits: { bodies: 1 } }, /`limits.bodies` is not an option/],
      [{ rules, limits: { headers: -1 } }, /`limits.headers` must be a whole number/],
      [{ engine, limits: { headers: 10 } }, /`limits.headers` is the engine's own/],
      [{ engine, audit: { write() {}, close() {} } }, /`audit` is the engine's own/],
      [{ rules, trustProxy: ['10.0.0.0/33'] }, /`trustProxy` must hold addresses or networks, not `10.0.0.0\/33`/],
      [{ engine: {} }, /`engine` must be an engine/],
      [{ rules: { text: 'SecRule' } }, /SecRule/],
      [{ bundle: new Uint8Array(10) }, /bundle/],
    ]
    for (const [options, message] of table) {
      t.throws(() => protect(() => {}, options as HostOptions), message, `node: ${message.source}`)
      t.throws(() => protectFetch(page, options as HostOptions), message, `fetch: ${message.source}`)
      const proxied = { ...options, upstream: 'http://127.0.0.1:1' } as ProxyOptions
      // Of limits the proxy has its own.
      if (!('limits' in options && 'engine' in options))
        t.throws(() => createProxy(proxied), message, `proxy: ${message.source}`)
    }
    t.throws(() => protectEdge(page, { rules }), /this entry has no compiler/)
    await engine.close()
  })
}
