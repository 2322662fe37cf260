export type {
  AuditDestination,
  AuditedChain,
  AuditedMatch,
  AuditedRule,
  AuditRecord,
  AuditTimes,
  HeaderField,
} from './audit-record.js'
export { blankRule } from './blank-rule.js'
export { BundleError, decodeBundle, encodeBundle } from './bundle.js'
export { type Code, catalogue, type Entry } from './catalogue.js'
export { type Collection, type Member, NamedValue } from './collection.js'
export {
  type ActionDefinition,
  action,
  type CompileContext,
  type Constant,
  type CtlDefinition,
  collection,
  ctl,
  type DirectiveDefinition,
  type Documented,
  directive,
  type OperatorContext,
  type OperatorDefinition,
  operator,
  type Requirement,
  type RuleDraft,
  type RuleTable,
  scalar,
  type TransformationDefinition,
  transformation,
  type VariableDefinition,
  type Word,
} from './definition.js'
export { type Diagnostic, isDiagnostic, problem, RuleError, withRelated } from './diagnostic.js'
export { dialects } from './dialect.js'
export type { ElementNames } from './dialect-elements.js'
export type { Dialect, DialectName } from './dialect-shape.js'
export { type DisassembleOptions, disassemble } from './disassemble.js'
export { MatchFlag, Op, type Opcode, type Operand, opcodes } from './opcode.js'
export type { Profiler } from './profiler.js'
export type {
  ActionUse,
  ChainNode,
  DisruptiveAction,
  OperatorUse,
  Program,
  ProgramFile,
  RemovedRule,
  RuleInfo,
  Selection,
  SelectionItem,
} from './program.js'
export { reasonPhrase } from './reason-phrase.js'
export type {
  AuditSink,
  Clock,
  ErrorLogStyle,
  FetchLimits,
  FileSystem,
  GeoDatabase,
  Inflate,
  InflateEnd,
  Inspector,
  Limits,
  LogEvent,
  Logger,
  MaybePromise,
  Resolver,
  RuleFetcher,
  Services,
  Store,
  StoreChange,
  StoreRecord,
} from './services.js'
export { defaultSettings, type Settings } from './settings.js'
export { lineText, type Position, positionAt, type SourceFile, type Span, subspan } from './span.js'
export { suggestion } from './suggestion.js'
export { type MacroReference, readsOnlyTx, type Template } from './template.js'
export type {
  BodyState,
  Disruption,
  MatchState,
  MultipartFlags,
  PersistentCollection,
  RemovedTarget,
  RequestState,
  ResponseState,
  RuleChanges,
  SkipTarget,
  TransactionState,
  UploadedFile,
  WritableCollection,
  XmlTree,
} from './transaction-state.js'
export { type Interruption, type MatchedRule, severities } from './verdict.js'
