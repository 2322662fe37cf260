import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Guard, Source } from '@secrule/host'
import { guardUpgrade } from './guard-upgrade.js'

/** What listens to the `upgrade` event of a server. */
export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** What every host of this package can do besides its work. */
export interface Guarded {
  /** Takes a listener for `upgrade` through phases 1 and 2 first: node:http shows those requests to nobody else. */
  upgrade(listener: UpgradeListener): UpgradeListener
  /** Requests from now on are inspected by these rules; those under way end with theirs. Throws, and changes nothing, when they cannot be used. */
  reload(source: Source): void
  /** Closes the engine, unless it was given. */
  close(): Promise<void>
}

/** Gives a function the abilities of its guard. */
export function guarded<F extends object>(host: F, guard: Guard): F & Guarded {
  return Object.assign(host, {
    upgrade: (listener: UpgradeListener) => guardUpgrade(guard, listener),
    reload: (source: Source) => guard.reload(source),
    close: () => guard.close(),
  })
}
