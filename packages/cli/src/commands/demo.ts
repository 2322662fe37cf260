import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Command } from 'commander'
import type { DialectName } from 'secrule'
import { CommandError } from '../command-error.js'
import type { Finish } from '../exit-codes.js'
import { withRules } from '../rules-options.js'
import type { RunningProxy } from '../serve/serve.js'
import type { Terminal } from '../terminal.js'

interface DemoOptions {
  readonly rules?: readonly string[]
  readonly dialect?: DialectName
  readonly upstream?: string
  readonly listen?: string
}

/** The address of the demo. When another program has it, and none was asked for, a free port is taken. */
const usualAddress = '127.0.0.1:8080'

/** `secrule demo`: what `npm start` runs, a proxy before a built-in site. */
export function demoCommand(terminal: Terminal, _finish: Finish): Command {
  return withRules(new Command('demo'))
    .description('run the proxy before a small built-in site, to try it out')
    .option('--upstream <url>', 'a site of your own instead of the built-in one')
    .option('--listen <[host:]port>', `where to listen (default: ${usualAddress}, or a free port)`)
    .action(async (options: DemoOptions) => {
      const site = options.upstream === undefined ? await startSite() : null
      const upstream = site === null ? (options.upstream ?? '') : addressOf(site)
      try {
        const running = await start(options, upstream, terminal)
        terminal.print(welcome(running, options, terminal))
        await running.stopped
      } finally {
        site?.close()
        site?.closeAllConnections()
      }
    })
}

async function start(options: DemoOptions, upstream: string, terminal: Terminal): Promise<RunningProxy> {
  const { rules, dialect, listen } = options
  const { serve } = await import('../serve/serve.js')
  const run = (address: string): Promise<RunningProxy> =>
    serve({ rules, dialect, upstream, proxy: { listen: address } }, terminal)
  if (listen !== undefined) return run(listen)
  try {
    return await run(usualAddress)
  } catch (error) {
    if (!(error instanceof CommandError) || !error.message.includes('another program does')) throw error
    return run('127.0.0.1:0')
  }
}

async function startSite(): Promise<Server> {
  const { createDemoSite } = await import('@secrule/proxy')
  const site = createServer(createDemoSite())
  return new Promise((resolve, reject) => {
    site.once('error', reject)
    site.listen(0, '127.0.0.1', () => resolve(site))
  })
}

function addressOf(site: Server): string {
  return `http://127.0.0.1:${(site.address() as AddressInfo).port}`
}

function welcome(running: RunningProxy, options: DemoOptions, terminal: Terminal): string {
  const { bold, green, red, dim } = terminal.paint
  const { url } = running.address
  const site = options.upstream === undefined ? 'the built-in demo site' : options.upstream
  return [
    `${bold('secrule')} listens on ${bold(url)} before ${site}`,
    `${running.summary}${options.rules === undefined ? ' (starter rules)' : ''}`,
    '',
    'Try:',
    `  curl -i '${url}/${options.upstream === undefined ? 'search?q=kettle' : ''}'          ${green('# passes')}`,
    `  curl -i '${url}/search?q=%3Cscript%3Ealert(1)%3C/script%3E'   ${red('# blocked with 403')}`,
    '',
    dim('The lines below are the error log. Stop with Ctrl-C.'),
  ].join('\n')
}
