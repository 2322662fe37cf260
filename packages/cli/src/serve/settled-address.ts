import { createServer } from 'node:net'
import { CommandError } from '../command-error.js'

/**
 * A listen option as it stands, but with port 0 a port that is free now: workers that start later must find the one that
 * the first had.
 */
export async function settledAddress(listen: string | number | undefined): Promise<string | number | undefined> {
  const [found, written] = /^(?:(.*):)?0+$/.exec(String(listen ?? '')) ?? []
  if (found === undefined) return listen
  const isAny = written === '' || written === '*'
  const host = isAny ? '0.0.0.0' : (written ?? '127.0.0.1')
  const port = await new Promise<number>((resolve, reject) => {
    const server = createServer()
    server.once('error', (error) => reject(new CommandError(`cannot listen: ${error.message}`)))
    server.listen(0, host.replace(/^\[(.*)\]$/, '$1'), () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
  return `${host}:${port}`
}
