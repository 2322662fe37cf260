// What a Worker thread of Node runs: a bundle and requests in, verdicts out.
import { parentPort, workerData } from 'node:worker_threads'
import { createEngine, decodeBundle } from 'secrule/runtime'
import { type WorkloadRequest, workloadVerdicts } from './workload-verdicts.js'

const { bundle, requests } = workerData as { bundle: Uint8Array; requests: readonly WorkloadRequest[] }
parentPort!.postMessage(await workloadVerdicts(createEngine(decodeBundle(bundle)), requests))
