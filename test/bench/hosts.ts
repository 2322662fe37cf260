// What it costs a Node server to have the engine in it: requests per second and p99, from autocannon, in one run.
//   node build/tests/test/bench/hosts.js [--seconds 4]
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

// Of autocannon, which has no types of its own, what is used here.
interface Shot {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}
interface Result {
  readonly requests: { readonly average: number; readonly total: number }
  readonly latency: { readonly p50: number; readonly p99: number }
  readonly errors: number
  readonly non2xx: number
}
type Cannon = (options: {
  readonly url: string
  readonly connections: number
  readonly duration: number
  readonly requests: readonly Shot[]
}) => Promise<Result>

const shared = '../shared'
const workload = `${shared}/bench/workload/benign.json`
const configuration = 'build/bench/on.conf'
const modes = ['plain', 'Off', 'DetectionOnly', 'On'] as const
const names = {
  plain: 'plain Node server',
  Off: 'with us, Off',
  DetectionOnly: 'with us, DetectionOnly',
  On: 'with us, On',
}
const connections = 10
/** Bodies beyond this are another measurement: that of their length. */
const largestBody = 12_000

/** The benign requests of the workload that are everyday ones by their size. */
function shots(): Shot[] {
  const { requests } = JSON.parse(readFileSync(workload, 'utf8')) as {
    readonly requests: readonly {
      readonly method: string
      readonly uri: string
      readonly headers: readonly (readonly [string, string])[]
      readonly body?: string | object
    }[]
  }
  return requests.flatMap(({ method, uri, headers, body }) => {
    if (typeof body === 'object' || (body?.length ?? 0) > largestBody || method === 'HEAD') return []
    const kept = headers.filter(
      ([name]) => !/^(?:host|connection|content-length|transfer-encoding|expect)$/i.test(name),
    )
    const fields = { ...Object.fromEntries(kept), Host: 'shop.example.com' }
    return [{ method, path: uri, headers: fields, ...(body === undefined ? {} : { body }) }]
  })
}

async function start(mode: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const args = ['build/tests/test/bench/host-server.js', configuration, mode]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (chunk) => resolve(String(chunk).trim()))
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })
  return { child, url: `http://127.0.0.1:${port}` }
}

/** Measures all servers, one after the other; answers the lines of the report. */
export async function benchHosts(seconds = 4): Promise<string[]> {
  if (!existsSync(workload)) return [`skipped: ${workload} is not there`]
  if (!existsSync(configuration)) {
    mkdirSync('build/bench', { recursive: true })
    const script = `${shared}/bench/peers/conf/make-conf.sh`
    execFileSync('bash', [script, `${shared}/crs`, configuration, 'On', '1', 'v3'])
  }
  const fire = createRequire(import.meta.url)('autocannon') as Cannon
  const requests = shots()
  const lines = ['| | requests/s | of plain | p50, ms | p99, ms | refused | errors |', '|---|---|---|---|---|---|---|']
  let plain = 0
  for (const mode of modes) {
    const { child, url } = await start(mode)
    try {
      await fire({ url, connections, duration: Math.max(1, Math.round(seconds / 2)), requests })
      const { requests: rate, latency, errors, non2xx } = await fire({ url, connections, duration: seconds, requests })
      if (mode === 'plain') plain = rate.average
      const share = `${((100 * rate.average) / plain).toFixed(1)} %`
      const cells = [names[mode], rate.average.toFixed(0), share, latency.p50, latency.p99, non2xx, errors]
      lines.push(`| ${cells.join(' | ')} |`)
    } finally {
      child.removeAllListeners('exit')
      child.kill()
    }
  }
  const facts = `${requests.length} everyday requests of the benign workload in turn, CRS at paranoia level 1, ${connections} connections`
  return [...lines, '', `${facts}, ${seconds} s each after warming up; load and server share the machine.`]
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const at = process.argv.indexOf('--seconds')
  console.log((await benchHosts(at < 0 ? 4 : Number(process.argv[at + 1]))).join('\n'))
}
