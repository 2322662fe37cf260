// Runs bundles: neither parser nor compiler.
export { utf8Bytes as bytes } from '@secrule/body'
export {
  BundleError,
  decodeBundle,
  type Interruption,
  type MatchedRule,
  type MaybePromise,
  type Program,
} from '@secrule/program'
export { type Engine, HostError, type Transaction, type TransactionOptions } from '@secrule/vm'
export { createEngine, type EngineOptions } from './engine.js'
