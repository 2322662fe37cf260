import { createEngine, decodeBundle } from 'secrule/runtime'
import { fetchHost } from './fetch-host.js'

export type { Block, BlockReply, HostLimits, HostOptions, Source } from '@secrule/host'
export type { FetchHandler, GuardedFetch } from './fetch-host.js'
export type { ConnectionFacts, FetchOptions } from './fetch-options.js'
export { type InspectedTransaction, transactionOf } from './transaction-of.js'

/** `protect` without the compiler: it takes `bundle` or `engine`, and is smaller where every byte is sent to an edge. */
export const protect = fetchHost({ compile: null, decodeBundle, createEngine })
