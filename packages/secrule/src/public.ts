// What both entries export alike.
export { utf8Bytes as bytes } from '@secrule/body'
export type { Analysis, CompileOptions, RuleSource } from '@secrule/compiler'
export {
  type AuditedMatch,
  type AuditRecord,
  type AuditSink,
  BundleError,
  type Clock,
  type Code,
  type Diagnostic,
  type DialectName,
  type DisassembleOptions,
  decodeBundle,
  disassemble,
  type ErrorLogStyle,
  encodeBundle,
  type FileSystem,
  type GeoDatabase,
  type HeaderField,
  type Inflate,
  type Interruption,
  type Limits,
  type LogEvent,
  type Logger,
  type MatchedRule,
  type MaybePromise,
  type Program,
  type Resolver,
  RuleError,
  type RuleInfo,
  type Services,
  type Settings,
  type Store,
  type StoreChange,
  type StoreRecord,
  severities,
} from '@secrule/program'
export { MemoryStore } from '@secrule/store'
export {
  type Engine,
  type ExplainedMatch,
  type ExplainedRule,
  type Explanation,
  HostError,
  type Transaction,
  type TransactionOptions,
} from '@secrule/vm'
export type { EngineOptions } from './engine.js'
