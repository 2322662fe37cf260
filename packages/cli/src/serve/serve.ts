import { createProxy, type ProxyAddress, type ProxyOptions, type Proxy as ReverseProxy } from '@secrule/proxy'
import { createEngine, loadLibxml, type Program } from 'secrule'
import { CommandError } from '../command-error.js'
import { engineProblem } from '../engine-problem.js'
import { count } from '../render/count.js'
import { renderText } from '../render/text.js'
import { loadRules, usableRules } from '../rules.js'
import type { Terminal } from '../terminal.js'
import type { ServeConfig } from './config.js'
import { type ErrorLog, fileErrorLog, terminalErrorLog } from './error-log.js'
import { untilStopped } from './until-stopped.js'

/** A proxy at work. */
export interface RunningProxy {
  readonly address: ProxyAddress
  /** Number of rules and load time, for the message at the start. */
  readonly summary: string
  /** Ends when a signal has stopped the proxy and all is closed. */
  readonly stopped: Promise<void>
}

/** Starts the proxy and watches for signals. Throws CommandError for options, rules and addresses that cannot be used. */
export async function serve(
  config: ServeConfig & { readonly upstream: string },
  terminal: Terminal,
): Promise<RunningProxy> {
  const { program, diagnostics, milliseconds } = await usableRules(config, terminal)
  if (diagnostics.length > 0) terminal.tell(renderText(diagnostics, terminal.paintError))
  const log = config.errorLog === undefined ? terminalErrorLog(terminal) : await fileErrorLog(config.errorLog, terminal)
  const engine = await newEngine(program, log, config.allowPrograms === true)
  const proxy = newProxy({
    ...config.proxy,
    upstream: config.upstream,
    engine,
    program,
    logger: { error: (message) => log.write(message) },
  })
  const address = await listen(proxy)
  // rules that are fetched take their time: the last signal wins, whichever answer came last
  let reloaded = Promise.resolve()
  const stopped = untilStopped({
    reload: () => {
      reloaded = reloaded.then(() => reload(config, proxy, log, terminal))
      return reloaded
    },
    stop: (graceful) => proxy.close(graceful),
  }).then(async () => {
    await engine.close()
    await log.close()
  })
  return {
    address,
    summary: `${count(program.counts.rules, 'rule')}, loaded in ${Math.round(milliseconds)} ms`,
    stopped,
  }
}

async function newEngine(
  program: Program,
  log: ErrorLog,
  allowPrograms: boolean,
): Promise<ReturnType<typeof createEngine>> {
  const logger = { log: (line: string) => log.write(line), error: (message: string) => log.write(message) }
  try {
    const xml = program.needs.includes('xml') ? { xml: await loadLibxml() } : {}
    return createEngine(program, { logger, allowPrograms, ...xml })
  } catch (error) {
    throw engineProblem(error)
  }
}

function newProxy(options: ProxyOptions): ReverseProxy {
  try {
    return createProxy(options)
  } catch (error) {
    // Every option comes from the user, so what is wrong with them is the user's to mend.
    throw new CommandError(error instanceof Error ? error.message : String(error))
  }
}

async function listen(proxy: ReverseProxy): Promise<ProxyAddress> {
  try {
    return await proxy.listen()
  } catch (error) {
    const { code, message, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number }
    const place = `${address ?? ''}:${port ?? ''}`
    if (code === 'EADDRINUSE')
      throw new CommandError(`cannot listen on ${place}: another program does; choose another port with --listen`)
    if (code === 'EACCES') throw new CommandError(`cannot listen on ${place}: ports below 1024 need more rights`)
    if (code === 'EADDRNOTAVAIL') throw new CommandError(`cannot listen on ${place}: this machine has no such address`)
    throw new CommandError(`cannot listen: ${message}`)
  }
}

/** New rules when they are usable; otherwise the old ones stay and the errors are told. */
async function reload(config: ServeConfig, proxy: ReverseProxy, log: ErrorLog, terminal: Terminal): Promise<void> {
  log.reopen()
  const keep = (reason: string): void => log.write(`rules not reloaded, the old ones stay: ${reason}`)
  try {
    const { program, diagnostics, milliseconds } = await loadRules(config)
    if (program === null) {
      const errors = diagnostics.filter((each) => each.severity === 'error')
      terminal.tell(renderText(errors, terminal.paintError))
      return keep(count(errors.length, 'error'))
    }
    proxy.reload(program)
    log.write(`rules reloaded: ${count(program.counts.rules, 'rule')} in ${Math.round(milliseconds)} ms`)
  } catch (error) {
    keep(error instanceof Error ? error.message : String(error))
  }
}
