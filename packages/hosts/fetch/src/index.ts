import { compile, createEngine, decodeBundle } from 'secrule'
import { fetchHost } from './fetch-host.js'

export type { Block, BlockReply, HostLimits, HostOptions, Source } from '@secrule/host'
export type { FetchHandler, GuardedFetch } from './fetch-host.js'
export type { ConnectionFacts, FetchOptions } from './fetch-options.js'
export { type InspectedTransaction, transactionOf } from './transaction-of.js'

/**
 * Puts the engine in front of a fetch handler: `protect((request, ...rest) => response, { rules })`. A handler that throws
 * or rejects is reported to the logger and answered with a plain 500.
 */
export const protect = fetchHost({ compile, decodeBundle, createEngine })
