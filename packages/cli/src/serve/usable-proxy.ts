import { createProxy, type ProxyAddress, type ProxyOptions, type Proxy as ReverseProxy } from '@secrule/proxy'
import { CommandError } from '../command-error.js'

/** A proxy with options that came from a user, so what is wrong with them is the user's to mend. */
export function usableProxy(options: ProxyOptions): ReverseProxy {
  try {
    return createProxy(options)
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error))
  }
}

/** Starts listening; an address that cannot be had is the user's to change. */
export async function startListening(proxy: ReverseProxy): Promise<ProxyAddress> {
  try {
    return await proxy.listen()
  } catch (error) {
    throw listenProblem(error, '--listen')
  }
}

/** What to tell of an address, given by an option, that cannot be listened on. */
export function listenProblem(error: unknown, option: string): CommandError {
  const { code, message, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number }
  const place = `${address ?? ''}:${port ?? ''}`
  if (code === 'EADDRINUSE')
    return new CommandError(`cannot listen on ${place}: another program does; choose another port with ${option}`)
  if (code === 'EACCES') return new CommandError(`cannot listen on ${place}: ports below 1024 need more rights`)
  if (code === 'EADDRNOTAVAIL') return new CommandError(`cannot listen on ${place}: this machine has no such address`)
  return new CommandError(`cannot listen: ${message}`)
}
