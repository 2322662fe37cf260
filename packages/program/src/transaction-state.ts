import type { Collection, Member } from './collection.js'
import type { Dialect } from './dialect-shape.js'
import type { RuleInfo } from './program.js'
import type { MaybePromise, Services } from './services.js'
import type { Settings } from './settings.js'
import type { Template } from './template.js'

/** A collection that rules write: TX, and the persistent ones. Names compare without case and are never doubled. */
export interface WritableCollection extends Collection {
  get(lowerKey: string): string | null
  set(name: string, value: string): void
  delete(lowerKey: string): void
}

/** A persistent collection that is open in this transaction. */
export interface PersistentCollection extends WritableCollection {
  /** Adds to a counter (kept as a difference, so that concurrent transactions lose nothing) and gives the new value. */
  add(name: string, amount: bigint): string
  /** The variable goes away that many seconds from now. */
  expire(name: string, seconds: number): void
  /** Lowers a counter by `amount` for every `period` seconds since the record was last stored. */
  deprecate(name: string, amount: number, period: number): void
}

/** The MULTIPART_* flags, 0 or 1 (UNMATCHED_BOUNDARY also 2). All 0 when no multipart body was parsed. */
export interface MultipartFlags {
  boundaryQuoted: number
  boundaryWhitespace: number
  crlfLine: number
  crlfLfLines: number
  dataAfter: number
  dataBefore: number
  fileLimitExceeded: number
  headerFolding: number
  invalidHeaderFolding: number
  invalidPart: number
  invalidQuoting: number
  lfLine: number
  missingSemicolon: number
  strictError: number
  unmatchedBoundary: number
}

/** An uploaded file of a multipart body. */
export interface UploadedFile {
  /** Name of the form field. */
  readonly name: string
  /** Name that the client gave. */
  readonly filename: string
  /** Another one that it gave as `filename*`, where the dialect looks at that. */
  readonly extendedFilename?: string | null
  readonly size: number
  readonly contentType: string
  /** Path of the temporary file, or null when it was not saved. */
  readonly tmpName: string | null
  /** The content, or null when it is not kept. */
  readonly content: string | null
}

/** A parsed XML body; null when the expression is not supported or gives no node set. */
export interface XmlTree {
  xpath(expression: string, namespaces: readonly (readonly [prefix: string, uri: string])[]): readonly string[] | null
}

/** The body of a request or response, as far as it was read. */
export interface BodyState {
  /** The body as rules see it. Built on first reading. */
  text(): string
  /** Bytes that were buffered. */
  readonly length: number
  /** Name of the body processor in upper case, or empty. */
  processor: string
  /** Error text, or null. `processorError` is set by a processor only. */
  readonly error: string | null
  readonly processorError: string | null
  /** The body went over its limit. */
  readonly overLimit: boolean
  readonly xml: XmlTree | null
  /** Values that the JSON processor found. */
  readonly json: readonly Member[]
}

export interface RequestState {
  readonly line: string
  readonly method: string
  readonly protocol: string
  readonly uri: string
  readonly uriRaw: string
  readonly filename: string
  readonly basename: string | null
  readonly queryString: string
  readonly serverName: string
  readonly authType: string | null
  readonly remoteUser: string | null
  readonly headers: Collection
  readonly cookies: Collection
  readonly argsGet: Collection
  /** Form fields, and JSON values where the dialect has them here; ARGS adds them from `body.json` where it has not. */
  readonly argsPost: Collection
  /** What @restpath found. ARGS and ARGS_NAMES hold it too: a write must drop what rules share of those. */
  readonly argsPath: WritableCollection
  readonly body: BodyState
  /** There were more or larger headers than the engine takes. */
  readonly headersOverLimit: boolean
  readonly multipart: MultipartFlags
  /** Raw header lines of multipart parts: key is the part's name. */
  readonly partHeaders: readonly Member[]
  /** Names and file names of multipart parts. */
  readonly partNames: readonly Member[]
  readonly partFilenames: readonly Member[]
  readonly files: readonly UploadedFile[]
  /** A name or value held an invalid % sequence. */
  readonly urlencodedError: boolean
  /** Request line, headers and body as one text (FULL_REQUEST). Built on first reading. */
  full(): string
  /** Its length, as FULL_REQUEST_LENGTH counts. */
  fullLength(): number
}

export interface ResponseState {
  readonly status: number
  readonly protocol: string
  readonly headers: Collection
  /** Media type without parameters, as sent. */
  readonly contentType: string
  readonly body: BodyState
  readonly headersOverLimit: boolean
}

/** MATCHED_VAR and its kin. */
export interface MatchState {
  /** Something matched, though it may have been nothing that has a name. */
  readonly isSet: boolean
  readonly value: string
  readonly name: string
  readonly values: readonly Member[]
  readonly names: readonly Member[]
}

/** What a disruptive action asks the engine for. */
export interface Disruption {
  readonly action: 'deny' | 'drop' | 'redirect' | 'proxy'
  readonly status: number
  readonly url?: string
}

/**
 * What only matters to this transaction and can be changed by ctl. A rule set is a list of rule indexes; the index of
 * a chain's first rule stands for the rules inside the chain too.
 */
export interface RuleChanges {
  /** `by` is what the rules were named by, for the debug log. */
  removeRules(rules: readonly number[], by: 'id' | 'tag' | 'message'): void
  removeTarget(rules: readonly number[], target: RemovedTarget): void
}

/** A target taken out of rules: a whole variable, one key (lower-case), or keys that match. `&NAME` is the count of a variable. */
export interface RemovedTarget {
  readonly variable: string
  readonly key: string | null
  /** Source of a case-insensitive regular expression instead of a key. */
  readonly pattern: string | null
  /** The key counts with its letter case. */
  readonly exact?: true
}

/** Where a skip ends. */
export type SkipTarget = { readonly label: string } | { readonly rules: number }

/** Everything that variables, operators and actions may see and do while a transaction runs. */
export interface TransactionState {
  readonly id: string
  /** Microseconds since 1970. */
  readonly startedAt: number
  readonly phase: number
  readonly dialect: Dialect
  readonly services: Services
  /** The settings in force; ctl changes them for this transaction through `change`. */
  readonly settings: Readonly<Settings>
  change(changes: Partial<Settings>): void
  readonly connection: {
    readonly clientAddress: string
    readonly clientPort: number
    readonly serverAddress: string
    readonly serverPort: number
  }
  readonly request: RequestState
  readonly response: ResponseState
  readonly matched: MatchState
  /** The rule that is being evaluated: in a chain its first one. Null between rules. */
  readonly rule: RuleInfo | null
  readonly highestSeverity: number
  readonly tx: WritableCollection
  /** setenv, then the host's environment. */
  readonly environment: Map<string, string>
  /** What @geoLookup found. */
  geo: ReadonlyMap<string, string>
  /** The persistent collection of that lower-case name if it is open. */
  persistent(name: string): PersistentCollection | null
  /**
   * Opens a persistent collection; nothing happens when it is open already. `name` is the lower-case name that rules
   * use: what session, user and resource are stored under gets the SecWebAppId in front here.
   */
  open(name: string, key: string): MaybePromise<void>
  sessionId: string
  userId: string
  resourceId: string
  /** A regular expression ended with an error or at its limit. */
  pcreError: boolean
  pcreLimitExceeded: boolean
  readonly serverErrorLog: readonly string[]
  /** Microseconds since the transaction began. */
  elapsed(): number
  /** Microseconds that each phase took, by its number (0 to 5); 0 for those that did not end yet. For PERF_*. */
  readonly phaseTimes: readonly number[]
  /** Microseconds that were spent reading persistent collections. */
  readonly storageReadTime: number
  /** Microseconds of the rules that took longer than SecRulePerfTime, by rule id. */
  readonly slowRules: ReadonlyMap<number, number>
  /** Body streams that @rsub changes; null when their directives are off. */
  streamInput: string | null
  streamOutput: string | null
  /** append and prepend of the response body. */
  appended: string | null
  prepended: string | null
  /** Body processor that ctl chose for request and response, and forced body variables. */
  forceRequestBody: boolean
  forceResponseBody: boolean
  readonly rules: RuleChanges
  /** Masking for logs: what must not be shown. */
  readonly sanitise: {
    argument(name: string): void
    requestHeader(name: string): void
    responseHeader(name: string): void
    matched(bytes: { readonly first: number; readonly last: number } | null): void
  }
  expand(template: Template): string
  /** Stops the transaction, if the engine is On. */
  interrupt(disruption: Disruption): void
  /** Skips on in later phases, in dialects where that goes on: to a marker, or that many rules more. */
  skipOn(to: SkipTarget): void
  /** Skips the rest of this phase, of the request, or of all phases but logging. */
  allow(scope: 'phase' | 'request' | 'all'): void
  /** Asks the host to wait before it answers. */
  pause(milliseconds: number): void
  /** Debug log; the message is only built when the level is on. */
  debug(level: number, message: () => string): void
}
