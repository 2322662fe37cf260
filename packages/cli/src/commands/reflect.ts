import { Command } from 'commander'
import { CommandError } from '../command-error.js'
import type { Finish } from '../exit-codes.js'
import { untilStopped } from '../serve/until-stopped.js'
import type { Terminal } from '../terminal.js'

interface ReflectOptions {
  readonly listen: string
}

/** `secrule reflect`: the backend that CRS's tests expect behind the server they are run against. */
export function reflectCommand(terminal: Terminal, _finish: Finish): Command {
  return new Command('reflect')
    .description('run the backend of CRS tests: /reflect answers what it is asked for, /status/N that status, else 200')
    .option('--listen <[host:]port>', 'where to listen', '127.0.0.1:8081')
    .action(async (options: ReflectOptions) => {
      const parts = /^(?:(\[[0-9a-fA-F:.]+\]|[^:[\]]+):)?(\d{1,5})$/.exec(options.listen)
      if (parts === null || Number(parts[2]) > 65_535) throw new CommandError('--listen takes [host:]port')
      const host = (parts[1] ?? '127.0.0.1').replace(/^\[|\]$/g, '')
      const { startBackend } = await import('../ftw/backend.js')
      const backend = await startBackend(host, Number(parts[2]), (message) => terminal.print(message)).catch(
        (error: Error) => {
          throw new CommandError(`cannot listen on ${options.listen}: ${error.message}`)
        },
      )
      terminal.tell(`the reflecting backend listens on ${backend.url}`)
      await untilStopped({ reload: async () => {}, stop: () => backend.close() })
    })
}
