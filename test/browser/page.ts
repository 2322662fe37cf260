// What a page runs: once with the bundle fetched, once in a worker with the bundle embedded. Bundled by the test.
import { createEngine, decodeBundle } from 'secrule/runtime'
import { workloadVerdicts } from './workload-verdicts.js'

interface WebWorker {
  onmessage: ((event: { data: unknown }) => void) | null
  onerror: ((event: { message: string }) => void) | null
}
declare const Worker: new (url: string, options: { type: 'module' }) => WebWorker

const report = (place: string, result: unknown): Promise<unknown> =>
  fetch(`/result/${place}`, { method: 'POST', body: JSON.stringify(result) })

async function inPage(): Promise<unknown> {
  const bundle = new Uint8Array(await (await fetch('/rules.srb')).arrayBuffer())
  const engine = createEngine(decodeBundle(bundle))
  const requests = await (await fetch('/requests.json')).json()
  return { verdicts: await workloadVerdicts(engine, requests as never) }
}

const worker = new Worker('/worker.js', { type: 'module' })
worker.onmessage = ({ data }) => void report('worker', data)
worker.onerror = ({ message }) => void report('worker', { error: message })
inPage().then(
  (result) => report('page', result),
  (error: unknown) => report('page', { error: String(error) }),
)
