import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import { compile, createEngine, encodeBundle } from 'secrule'
import t from 'tap'
import { bundled } from './bundled.js'
import { chromiumPath, openPage, type PageFile } from './chromium.js'
import { type Verdict, type WorkloadRequest, workloadVerdicts } from './workload-verdicts.js'

const shared = '../shared'
const folder = resolve('build/browser')
const conf = `${folder}/crs.conf`
mkdirSync(folder, { recursive: true })

t.test('the default entries need no Node', async (t) => {
  const names = readdirSync('packages')
    .filter((name) => name !== 'hosts' && name !== 'cli')
    .map((name) => (name === 'secrule' ? name : `@secrule/${name}`))
  const modules = [...names, 'secrule/runtime'].map((name) => [name, `export * from '${name}'`] as const)
  for (const [name, text] of modules) {
    const { code, inputs, external, gzipped } = await bundled(text, process.cwd())
    t.same(external, [], `${name} imports nothing that is not in it`)
    t.same(
      inputs.filter((input) => input.startsWith('node:')),
      [],
      name,
    )
    t.comment(`${name}: ${code.length} bytes, ${gzipped} with gzip`)
    if (name === 'secrule/runtime') {
      const heavy = inputs.filter((input) => /chevrotain|packages\/(compiler|syntax)\//.test(input))
      t.same(heavy, [], 'neither parser nor compiler is in the runtime')
    }
  }
})

interface Rules {
  readonly bundle: Uint8Array
  readonly requests: readonly WorkloadRequest[]
  /** The ids of the requests that must be stopped. */
  readonly attacks: readonly string[]
}

/** CRS as .conf and bundle, and the requests to try on it; null without ../shared. */
function crs(): Rules | null {
  if (!existsSync(`${shared}/bench/workload`) || !existsSync(`${shared}/crs`)) return null
  execFileSync('bash', [`${shared}/bench/peers/conf/make-conf.sh`, `${shared}/crs`, conf, 'On', '1', 'v3'])
  const requests = ['attack', 'benign'].flatMap(
    (name) => JSON.parse(readFileSync(`${shared}/bench/workload/${name}.json`, 'utf8')).requests as WorkloadRequest[],
  )
  const attacks = requests.filter(({ label }) => label === 'attack').map(({ id }) => id)
  return { bundle: encodeBundle(compile({ file: conf })), requests, attacks }
}

function inThread(bundle: Uint8Array, requests: readonly WorkloadRequest[]): Promise<Verdict[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./node-thread.js', import.meta.url), { workerData: { bundle, requests } })
    worker.on('message', resolve)
    worker.on('error', reject)
  })
}

async function pageFiles(
  bundle: Uint8Array,
  requests: readonly WorkloadRequest[],
): Promise<ReadonlyMap<string, PageFile>> {
  const module = (name: string): string => resolve(`build/tests/test/browser/${name}.js`)
  const page = await bundled(`import '${module('page')}'`, folder)
  const command = ['packages/cli/bin/secrule.js', 'compile', conf, '--embed', '-o', `${folder}/rules.js`]
  execFileSync(process.execPath, command)
  const starter = `import { loadProgram } from './rules.js'
import { answerFromWorker } from '${module('web-worker')}'
answerFromWorker(loadProgram)`
  const worker = await bundled(starter, folder)
  const script = 'text/javascript'
  return new Map<string, PageFile>([
    ['/', { type: 'text/html', content: '<!doctype html><script type="module" src="/page.js"></script>' }],
    ['/page.js', { type: script, content: page.code }],
    ['/worker.js', { type: script, content: worker.code }],
    ['/rules.srb', { type: 'application/octet-stream', content: bundle }],
    ['/requests.json', { type: 'application/json', content: JSON.stringify(requests) }],
  ])
}

t.test('a bundle gives the same verdicts everywhere', { timeout: 0 }, async (t) => {
  const rules = crs()
  if (rules === null) {
    t.pass(`skipped: ${shared} with CRS and the workloads is not there`)
    return
  }
  const { bundle, requests, attacks } = rules
  const program = compile({ file: conf })
  t.same(program.needs, [], 'CRS needs no service: its patterns all run in the linear engine, without PCRE2')
  const expected = await workloadVerdicts(createEngine(program), requests)
  const stopped = expected.filter(({ status }) => status !== 0).map(({ id }) => id)
  t.same(stopped, attacks, 'in Node, from .conf: attacks are stopped and nothing else is')
  t.same(await inThread(bundle, requests), expected, 'a Worker thread of Node')
  const chromium = chromiumPath()
  if (chromium === null) {
    t.pass('skipped: there is no Chromium here (Debian package chromium)')
    return
  }
  const results = await openPage(chromium, await pageFiles(bundle, requests), ['page', 'worker'])
  t.same(results.get('page'), { verdicts: expected }, 'a page of Chromium, with the bundle')
  t.same(results.get('worker'), { verdicts: expected }, 'a worker of that page, with the module of --embed')
  t.comment(`${requests.length} requests, ${stopped.length} stopped, in Node, a thread, a page and its worker`)
})

t.test('TypeScript knows what an embedded module has', async (t) => {
  const command = ['packages/cli/bin/secrule.js', 'compile', '--embed', '-o', `${folder}/starter.mjs`]
  execFileSync(process.execPath, command)
  const first = readFileSync(`${folder}/starter.mjs`)
  execFileSync(process.execPath, command)
  t.ok(first.equals(readFileSync(`${folder}/starter.mjs`)), 'the same rules give the same bytes')
  const use = (type: string): string => `import { createEngine } from 'secrule/runtime'
import { bundle, loadProgram } from './starter.mjs'
export const bytes: ${type} = bundle
export const engine = createEngine(loadProgram())
`
  const check = (): string => {
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node']
    try {
      return execFileSync('node_modules/.bin/tsc', ['--ignoreConfig', ...options, `${folder}/use.mts`], {
        encoding: 'utf8',
      })
    } catch (error) {
      return String((error as { stdout: string }).stdout)
    }
  }
  writeFileSync(`${folder}/use.mts`, use('Uint8Array'))
  t.equal(check(), '', 'the right types pass')
  writeFileSync(`${folder}/use.mts`, use('string'))
  t.match(check(), /Type 'Uint8Array.*' is not assignable to type 'string'/, 'wrong ones do not')
})
