// Every host with its real framework or runtime, over real sockets: the same cases for all. With SECRULE_UPDATE=1 the
// table in docs/hosts.md is written anew.
import t from 'tap'
import { cases } from './cases.js'
import type { Configuration } from './configurations.js'
import { details } from './details.js'
import { honoHost } from './fetch-hosts.js'
import type { Host, OpenSite } from './host.js'
import { hostTable, writeTable, writtenTable } from './host-table.js'
import { bundleSite, runtimes } from './runtime-hosts.js'
import { snippets } from './snippets.js'

process.env.NODE_ENV = 'test'
const { nodeHosts, waitingHost } = await import('./node-hosts.js')
const { proxyHost } = await import('./proxy-hosts.js')
const { nestHost } = await import('./nest-host.js')

/** Runs all cases with a host; what went wrong, by case. */
async function play(host: Host): Promise<ReadonlyMap<string, unknown>> {
  const sites = new Map<Configuration, Promise<OpenSite>>()
  const stage = {
    async port(configuration: Configuration) {
      const site = sites.get(configuration) ?? host.open(configuration)
      sites.set(configuration, site)
      return (await site).port
    },
  }
  const failures = new Map<string, unknown>()
  for (const { name, run } of cases) {
    try {
      await run(stage)
    } catch (error) {
      failures.set(name, error)
    }
  }
  for (const site of sites.values()) await (await site).close()
  await host.close?.()
  return failures
}

const tabled = [...nodeHosts, nestHost, honoHost, proxyHost, ...runtimes.map(({ host }) => host)]
const missing = new Map(runtimes.map(({ host, missing }) => [host, missing]))

t.setTimeout(300_000)
t.test('every host', async (t) => {
  t.comment(`bundled for fetch platforms, compiler and site included: ${await bundleSite()} bytes`)
  for (const host of [...tabled, waitingHost]) {
    const reason = missing.get(host) ?? null
    await t.test(host.name, reason === null ? {} : { skip: reason }, async (t) => {
      const began = performance.now()
      const failures = await play(host)
      for (const { name } of cases) {
        const gap = host.gaps[name]
        const error = failures.get(name)
        if (gap !== undefined) t.ok(failures.has(name), `${name}: still not, for ${gap}`)
        else t.notOk(failures.has(name), name, { error: error instanceof Error ? error.stack : error })
      }
      const gaps = Object.keys(host.gaps)
      t.same(
        gaps.filter((name) => !cases.some((one) => one.name === name)),
        [],
        'every gap is that of a case',
      )
      const milliseconds = Math.round(performance.now() - began)
      t.comment(`${host.name}: ${cases.length} cases, ${gaps.length} of them known not to work, ${milliseconds} ms`)
    })
  }
})

t.test('the table in docs/hosts.md is that of this run', async (t) => {
  const table = hostTable(tabled)
  if (process.env.SECRULE_UPDATE === '1') writeTable(table)
  t.equal(writtenTable(), table)
})

t.test('what concerns single hosts', details)
t.test('the lines in the README', snippets)
