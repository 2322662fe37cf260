import type { ProxyOptions } from '@secrule/proxy'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { DialectName } from 'secrule'
import { CommandError } from '../command-error.js'
import type { Finish } from '../exit-codes.js'
import { withRules } from '../rules-options.js'
import { isWorkerCount, type ServeConfig, type TlsFiles } from '../serve/config.js'
import type { ErrorLogFormat } from '../serve/error-log.js'
import type { Terminal } from '../terminal.js'

interface ServeOptions {
  readonly rules?: readonly string[]
  readonly dialect?: DialectName
  readonly upstream?: string
  readonly listen?: string
  readonly config?: string
  readonly errorLog?: string
  readonly errorLogFormat?: ErrorLogFormat
  readonly allowPrograms?: boolean
  readonly workers?: number
  readonly mode?: 'on' | 'detection'
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly http2?: 'tls' | 'always' | 'off'
  readonly proxyProtocol?: readonly string[]
  readonly trustProxy?: readonly string[]
  readonly health?: string
  readonly metrics?: string
  readonly maskCredentials?: boolean
}

/** `secrule serve`: a reverse proxy that runs the rules. */
export function serveCommand(terminal: Terminal, _finish: Finish): Command {
  return withRules(new Command('serve'))
    .description('run a reverse proxy that inspects requests and responses')
    .option('--upstream <url>', 'the site behind it, such as http://127.0.0.1:3000')
    .option('--listen <[host:]port>', 'where to listen (default: 127.0.0.1:8080)')
    .option('--config <file>', 'a YAML file with the options of the proxy, rules, dialect, errorLog, workers …')
    .option('--error-log <file>', 'where the error log goes (default: standard error)')
    .addOption(
      new Option(
        '--error-log-format <format>',
        'how it is written: lines, or one JSON object a line (default: lines)',
      ).choices(['lines', 'json']),
    )
    .option('--allow-programs', 'let rules start the programs that they name in exec and @inspectFile')
    .option('--workers <number>', 'worker processes (default: all in one process)', workerCount)
    .addOption(
      new Option('--mode <mode>', 'block, or only log, whatever SecRuleEngine says').choices(['on', 'detection']),
    )
    .option('--tls-cert <file>', 'speak TLS to clients: the certificate (PEM), with those that it hangs on')
    .option('--tls-key <file>', 'its key (PEM)')
    .addOption(
      new Option('--http2 <when>', 'HTTP/2 for clients: over TLS, in the clear too, or never (default: tls)').choices([
        'tls',
        'always',
        'off',
      ]),
    )
    .option('--trust-proxy <addresses...>', 'proxies, by address or network, whose X-Forwarded-For counts')
    .option('--proxy-protocol <addresses...>', 'balancers, by address or network, that send a PROXY header first')
    .option('--health <[host:]port>', 'answer /livez and /readyz there')
    .option('--mask-credentials', 'hide the values of Authorization, Cookie and the like in every log')
    .option('--metrics <[host:]port>', 'where to serve metrics for Prometheus, at /metrics (default: nowhere)')
    .addHelpText(
      'after',
      '\nSIGHUP reads rules and certificate again, SIGTERM and SIGINT stop after the requests under way.',
    )
    .action(async (options: ServeOptions) => {
      const { readServeConfig, readTls } = await import('../serve/config.js')
      const config = options.config === undefined ? {} : readServeConfig(options.config)
      const files = tlsFilesOf(options)
      const given = merge(config, options, files === undefined ? undefined : readTls(files))
      const settings = { ...given, tlsFiles: files ?? config.tlsFiles }
      if (settings.upstream === undefined) {
        throw new CommandError('which site is to be protected? Give --upstream URL, or `upstream` in the --config file')
      }
      const { serve } = await import('../serve/serve.js')
      const running = await serve({ ...settings, upstream: settings.upstream }, terminal)
      terminal.tell(`secrule listens on ${running.address.url} before ${settings.upstream}: ${running.summary}`)
      if (running.health !== undefined) terminal.tell(`its health is told at ${running.health}/readyz`)
      await running.stopped
    })
}

/** What the command line says wins over the file. */
function merge(config: ServeConfig, options: ServeOptions, tls: ProxyOptions['tls']): ServeConfig {
  const { rules, dialect, upstream, listen, errorLog, health, mode, http2, proxyProtocol, trustProxy } = options
  const { errorLogFormat, allowPrograms, workers, metrics, maskCredentials } = options
  const proxy: Partial<ProxyOptions> = {
    ...config.proxy,
    ...(listen === undefined ? {} : { listen }),
    ...(mode === undefined ? {} : { mode }),
    ...(tls === undefined ? {} : { tls }),
    ...(http2 === undefined ? {} : { http2 }),
    ...(proxyProtocol === undefined ? {} : { proxyProtocol }),
    ...(trustProxy === undefined ? {} : { trustProxy }),
  }
  return {
    proxy,
    upstream: upstream ?? config.upstream,
    rules: rules ?? config.rules,
    dialect: dialect ?? config.dialect,
    errorLog: errorLog ?? config.errorLog,
    errorLogFormat: errorLogFormat ?? config.errorLogFormat,
    allowPrograms: allowPrograms ?? config.allowPrograms,
    workers: workers ?? config.workers,
    health: health ?? config.health,
    metrics: metrics ?? config.metrics,
    maskCredentials: maskCredentials ?? config.maskCredentials,
  }
}

function tlsFilesOf({ tlsCert, tlsKey }: ServeOptions): TlsFiles | undefined {
  if (tlsCert === undefined && tlsKey === undefined) return undefined
  if (tlsCert === undefined || tlsKey === undefined) throw new CommandError('--tls-cert and --tls-key go together')
  return { cert: tlsCert, key: tlsKey }
}

function workerCount(text: string): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  if (!isWorkerCount(count)) throw new InvalidArgumentError('It must be a number from 1 to 256.')
  return count
}
