import { reloadCounter } from '@secrule/host/prometheus'
import type { Proxy as ReverseProxy } from '@secrule/proxy'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { createEngine, encodeBundle, MemoryStore, type Program } from 'secrule'
import { engineProblem } from '../engine-problem.js'
import { count } from '../render/count.js'
import type { LoadedRules } from '../rules.js'
import type { Terminal } from '../terminal.js'
import { CollectionOwner } from './collection-owner.js'
import type { ServeConfig } from './config.js'
import { engineOptions } from './engine-options.js'
import type { ErrorLog } from './error-log.js'
import { loadAgain } from './load-again.js'
import { LoadedServices } from './loaded-services.js'
import { joinedMetrics, proxyMetrics, serveMetrics } from './metrics.js'
import { RemoteEngine } from './remote-engine.js'
import { renewCertificate } from './renew-certificate.js'
import type { RunningProxy } from './serve.js'
import { untilStopped } from './until-stopped.js'
import { startListening, usableProxy } from './usable-proxy.js'
import { WorkerPool } from './worker-pool.js'

/** Milliseconds that workers have to end when no request is left. */
const lastMoments = 5_000

/**
 * The proxy with the engine in several processes. This one has the connections, the rules' text and the collections; workers
 * inspect, each with the same bundle of the rules. When one dies, what it was inspecting is for `onError`.
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
      bundle,
      errorLog: config.errorLog ?? null,
      errorLogFormat: config.errorLogFormat ?? 'lines',
      engine: engineOptions(config),
      isCounted: config.metrics !== undefined,
    }),
    log: (message) => log.tell(message),
    write: (line) => log.write(line),
    answerStore: (call) => collections.answer(call),
  })
  let proxy: ReverseProxy
  try {
    proxy = usableProxy({
      ...config.proxy,
      upstream: config.upstream,
      engine: new RemoteEngine(pool),
      program: loaded.program,
      logger: { error: (message) => log.tell(message) },
    })
  } catch (error) {
    await collections.close()
    throw error
  }
  const registry = new Registry()
  const failures = reloadCounter(registry)
  let reloading = Promise.resolve()
  const reload = (): Promise<void> => {
    log.reopen()
    pool.reopen()
    renewCertificate(config, proxy, log)
    reloading = reloading.then(() =>
      loadAgain(
        config,
        log,
        terminal,
        async (program) => {
          const next = await tried(program, services, collections, config)
          await pool.prepare(next)
          bundle = next
          proxy.reload(program)
        },
        () => failures.inc({ result: 'failure' }),
      ),
    )
    return reloading
  }
  try {
    await pool.start()
    const address = await startListening(proxy)
    const gather = async (): Promise<string> => {
      const workers = await pool.gather('metrics')
      return joinedMetrics([await registry.getMetricsAsJSON(), ...workers.map(({ value }) => value as object)])
    }
    if (config.metrics !== undefined) {
      collectDefaultMetrics({ register: registry })
      proxyMetrics(proxy, registry)
    }
    const metrics = config.metrics === undefined ? null : await serveMetrics(config.metrics, gather)
    const stop = (graceful: boolean): Promise<void> => proxy.close(graceful)
    const stopped = untilStopped({ reload, stop })
    const { milliseconds, program } = loaded
    return {
      address,
      summary: `${count(program.counts.rules, 'rule')}, loaded in ${Math.round(milliseconds)} ms, ${count(config.workers, 'worker')}${metrics === null ? '' : `; metrics at ${metrics.url}`}`,
      isReady: () => proxy.status().isReady && pool.isServing,
      stopped: stopped.then(async () => {
        await pool.stop(true, lastMoments)
        await metrics?.close()
        await collections.close()
        await log.close()
      }),
    }
  } catch (error) {
    await proxy.close(false)
    await pool.stop(false)
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
