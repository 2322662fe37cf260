import t from 'tap'
import { cases } from './cases.js'
import type { Configuration } from './configurations.js'
import { honoHost } from './fetch-hosts.js'
import type { Host, OpenSite } from './host.js'

process.env.NODE_ENV = 'test'
const { nodeHosts } = await import('./node-hosts.js')
const { nestHost } = await import('./nest-host.js')

/** How a case went with a host. */
type Result = { readonly isGood: boolean; readonly error: unknown }

async function play(host: Host): Promise<Map<string, Result>> {
  const sites = new Map<Configuration, Promise<OpenSite>>()
  const stage = {
    async port(configuration: Configuration) {
      const site = sites.get(configuration) ?? host.open(configuration)
      sites.set(configuration, site)
      return (await site).port
    },
  }
  const results = new Map<string, Result>()
  for (const { name, run } of cases) {
    const began = performance.now()
    try {
      await run(stage)
      results.set(name, { isGood: true, error: null })
    } catch (error) {
      results.set(name, { isGood: false, error })
    }
    if (process.env.TIMES) t.comment(name, Math.round(performance.now() - began))
  }
  for (const site of sites.values()) await (await site).close()
  await host.close?.()
  return results
}

const hosts = [...nodeHosts, nestHost, honoHost]
t.setTimeout(300_000)
t.test('every host', async (t) => {
  for (const host of hosts) {
    if (process.env.HOST && !host.name.includes(process.env.HOST)) continue
    await t.test(host.name, async (t) => {
      const began = performance.now()
      const results = await play(host)
      for (const [name, { isGood, error }] of results) {
        const gap = host.gaps[name]
        if (gap === undefined) t.ok(isGood, name, { error: String((error as Error)?.stack ?? error) })
        else t.notOk(isGood, `${name}: still not, ${gap}`)
      }
      t.comment(`${host.name}: ${results.size} cases in ${Math.round(performance.now() - began)} ms`)
    })
  }
})
