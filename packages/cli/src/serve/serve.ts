import { type HealthServer, openHealth, type ProxyAddress } from '@secrule/proxy'
import { createEngine, type Engine, type Program } from 'secrule'
import { engineProblem } from '../engine-problem.js'
import { count } from '../render/count.js'
import { renderText } from '../render/text.js'
import { usableRules } from '../rules.js'
import type { Terminal } from '../terminal.js'
import type { ServeConfig } from './config.js'
import { engineOptions } from './engine-options.js'
import { type ErrorLog, fileErrorLog, terminalErrorLog } from './error-log.js'
import { loadAgain } from './load-again.js'
import { LoadedServices } from './loaded-services.js'
import { engineMetrics, proxyMetrics, serveMetrics } from './metrics.js'
import { renewCertificate } from './renew-certificate.js'
import { untilStopped } from './until-stopped.js'
import { listenProblem, startListening, usableProxy } from './usable-proxy.js'

/** A proxy at work. */
export interface RunningProxy {
  readonly address: ProxyAddress
  /** Number of rules and load time, for the message at the start. */
  readonly summary: string
  /** Where `/livez` and `/readyz` are answered, if anywhere. */
  readonly health?: string | undefined
  /** Whether requests are taken now: not any more once it is stopping. */
  isReady(): boolean
  /** Ends when a signal has stopped the proxy and all is closed. */
  readonly stopped: Promise<void>
}

/** Starts the proxy and watches for signals. Throws CommandError for options, rules and addresses that cannot be used. */
export async function serve(
  config: ServeConfig & { readonly upstream: string },
  terminal: Terminal,
): Promise<RunningProxy> {
  let running: RunningProxy | null = null
  // Before the rules are read: whoever waits for the proxy is told that it is not ready, not that nobody is there.
  const health = await listenForHealth(config, () => running?.isReady() === true)
  try {
    running = await startProxy(config, terminal)
    return { ...running, health: health?.url, stopped: running.stopped.finally(() => health?.close()) }
  } catch (error) {
    await health?.close()
    throw error
  }
}

async function startProxy(
  config: ServeConfig & { readonly upstream: string },
  terminal: Terminal,
): Promise<RunningProxy> {
  const loaded = await usableRules(config, terminal)
  const { program, diagnostics, milliseconds } = loaded
  if (diagnostics.length > 0) terminal.tell(renderText(diagnostics, terminal.paintError))
  const { errorLog, errorLogFormat = 'lines', workers } = config
  const tell = (message: string): void => terminal.tell(message)
  const log =
    errorLog === undefined ? terminalErrorLog(terminal, errorLogFormat) : fileErrorLog(errorLog, tell, errorLogFormat)
  if (workers !== undefined) {
    const { serveWithWorkers } = await import('./serve-with-workers.js')
    return serveWithWorkers({ ...config, workers }, loaded, log, terminal)
  }
  const services = new LoadedServices()
  const engine = await newEngine(program, services, log, config)
  const metrics = config.metrics === undefined ? null : engineMetrics(engine)
  const told = metrics === null ? null : await serveMetrics(config.metrics!, () => metrics.registry.metrics())
  const proxy = usableProxy({
    ...config.proxy,
    upstream: config.upstream,
    engine: metrics?.engine ?? engine,
    program,
    logger: { error: (message) => log.tell(message) },
  })
  if (metrics !== null) proxyMetrics(proxy, metrics.registry)
  const address = await startListening(proxy)
  let reloading = Promise.resolve()
  const reload = (): Promise<void> => {
    log.reopen()
    engine.reopenLogs()
    renewCertificate(config, proxy, log)
    reloading = reloading.then(() =>
      loadAgain(
        config,
        log,
        terminal,
        async (next) => {
          await services.prepare(next)
          proxy.reload(next)
        },
        () => metrics?.notReloaded(),
      ),
    )
    return reloading
  }
  const stopped = untilStopped({ reload, stop: (graceful) => proxy.close(graceful) }).then(async () => {
    await told?.close()
    await engine.close()
    await log.close()
  })
  return {
    address,
    summary: `${count(program.counts.rules, 'rule')}, loaded in ${Math.round(milliseconds)} ms${told === null ? '' : `; metrics at ${told.url}`}`,
    isReady: () => proxy.status().isReady,
    stopped,
  }
}

async function newEngine(
  program: Program,
  services: LoadedServices,
  log: ErrorLog,
  config: ServeConfig,
): Promise<Engine> {
  try {
    await services.prepare(program)
    const engine = createEngine(program, {
      logger: log.logger,
      ...engineOptions(config),
      servicesFor: (ruleset) => services.for(ruleset),
    })
    await engine.warmUp()
    return engine
  } catch (error) {
    throw engineProblem(error)
  }
}

async function listenForHealth({ health }: ServeConfig, isReady: () => boolean): Promise<HealthServer | null> {
  if (health === undefined) return null
  try {
    return await openHealth(health, isReady)
  } catch (error) {
    throw listenProblem(error, '--health')
  }
}
