import { reloadCounter } from '@secrule/host/prometheus'
import { defaultTimeouts } from '@secrule/proxy'
import { Registry } from 'prom-client'
import { createEngine, encodeBundle, MemoryStore, type Program } from 'secrule'
import { engineProblem } from '../engine-problem.js'
import { count } from '../render/count.js'
import type { LoadedRules } from '../rules.js'
import type { Terminal } from '../terminal.js'
import { CollectionOwner } from './collection-owner.js'
import type { ServeConfig } from './config.js'
import type { ErrorLog } from './error-log.js'
import { loadAgain } from './load-again.js'
import { LoadedServices } from './loaded-services.js'
import { joinedMetrics, serveMetrics } from './metrics.js'
import type { RunningProxy } from './serve.js'
import { untilStopped } from './until-stopped.js'
import { WorkerPool } from './worker-pool.js'

/** Milliseconds that workers have beyond the time for exchanges under way. */
const extraTime = 5_000

/**
 * The proxy in several processes. This one compiles the rules, owns the collections and replaces workers that die; it sees
 * no traffic. The workers do the rest, each with the same bundle of the rules.
 */
export async function serveWithWorkers(
  config: ServeConfig & { readonly upstream: string; readonly workers: number },
  loaded: LoadedRules & { readonly program: Program },
  log: ErrorLog,
  terminal: Terminal,
): Promise<RunningProxy> {
  const services = new LoadedServices()
  const collections = new CollectionOwner((message) => log.tell(message))
  let bundle: Uint8Array
  try {
    bundle = await tried(loaded.program, services, collections, config)
  } catch (error) {
    await collections.close()
    throw engineProblem(error)
  }
  const pool = new WorkerPool(config.workers, {
    start: () => ({
      proxy: config.proxy ?? {},
      upstream: config.upstream,
      bundle,
      errorLog: config.errorLog ?? null,
      errorLogFormat: config.errorLogFormat ?? 'lines',
      engine: { allowPrograms: config.allowPrograms === true, maskCredentials: config.maskCredentials === true },
      isCounted: config.metrics !== undefined,
    }),
    log: (message) => log.tell(message),
    write: (line) => log.write(line),
    answerStore: (call) => collections.answer(call),
  })
  const within = (config.proxy?.timeouts?.shutdown ?? defaultTimeouts.shutdown) + extraTime
  const registry = new Registry()
  const failures = reloadCounter(registry)
  let reloading = Promise.resolve()
  const reload = (): Promise<void> => {
    log.reopen()
    pool.reopen()
    reloading = reloading.then(() =>
      loadAgain(
        config,
        log,
        terminal,
        async (program) => {
          bundle = await tried(program, services, collections, config)
          await pool.reload(bundle)
        },
        () => failures.inc({ result: 'failure' }),
      ),
    )
    return reloading
  }
  try {
    const address = await pool.start()
    const gather = async (): Promise<string> => {
      const workers = await pool.gather('metrics')
      return joinedMetrics([await registry.getMetricsAsJSON(), ...workers.map(({ value }) => value as object)])
    }
    const metrics = config.metrics === undefined ? null : await serveMetrics(config.metrics, gather)
    let isReady = true
    const stop = (graceful: boolean): Promise<void> => {
      isReady = false
      return pool.stop(graceful, graceful ? within : 1_000)
    }
    const stopped = untilStopped({ reload, stop })
    const { milliseconds, program } = loaded
    return {
      address,
      summary: `${count(program.counts.rules, 'rule')}, loaded in ${Math.round(milliseconds)} ms, ${count(config.workers, 'worker')}${metrics === null ? '' : `; metrics at ${metrics.url}`}`,
      isReady: () => isReady,
      stopped: stopped.then(async () => {
        await metrics?.close()
        await collections.close()
        await log.close()
      }),
    }
  } catch (error) {
    await collections.close()
    throw error
  }
}

/** The bundle of rules that an engine of a worker will take, since one here does. Throws HostError for others. */
async function tried(
  program: Program,
  services: LoadedServices,
  collections: CollectionOwner,
  { allowPrograms = false }: ServeConfig,
): Promise<Uint8Array> {
  await services.prepare(program)
  const engine = createEngine(program, {
    store: new MemoryStore(),
    audit: null,
    guardian: null,
    allowPrograms,
    servicesFor: (ruleset) => services.for(ruleset),
  })
  await engine.close()
  collections.prepare(program)
  return encodeBundle(program)
}
