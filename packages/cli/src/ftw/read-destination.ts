import { CommandError } from '../command-error.js'
import type { Destination } from './send-raw.js'

/** The server that a URL names. Throws CommandError for one that is no address of a server. */
export function readDestination(text: string, isInsecure: boolean): Destination {
  const parts = /^(https?):\/\/(\[[0-9a-fA-F:.]+\]|[^/:?#@[\]]+)(?::(\d{1,5}))?\/?$/i.exec(text)
  const isTls = parts?.[1]?.toLowerCase() === 'https'
  const port = parts?.[3] === undefined ? (isTls ? 443 : 80) : Number(parts[3])
  if (parts === null || port < 1 || port > 65_535) {
    throw new CommandError(`--url takes http://host:port without a path, not '${text}'`)
  }
  return { host: parts[2]!.replace(/^\[|\]$/g, ''), port, isTls, isInsecure }
}
