// What a page's worker runs, with the module that `secrule compile --embed` wrote. Bundled by the test.
import { createEngine, type Program } from 'secrule/runtime'
import { workloadVerdicts } from './workload-verdicts.js'

declare const postMessage: (data: unknown) => void

export async function answerFromWorker(loadProgram: () => Program): Promise<void> {
  try {
    const requests = await (await fetch('/requests.json')).json()
    postMessage({ verdicts: await workloadVerdicts(createEngine(loadProgram()), requests as never) })
  } catch (error) {
    postMessage({ error: String(error) })
  }
}
