import type { AuditRecord } from './audit-record.js'
import type { Profiler } from './profiler.js'
import type { Program } from './program.js'
import type { MatchedRule } from './verdict.js'

/** Maybe now, maybe later: hosts `await` either. */
export type MaybePromise<T> = T | Promise<T>

/** Files as rules name them. Implemented for Node, for a map in memory, or refused. Paths are text, contents byte strings. */
export interface FileSystem {
  /** The content, or null when it cannot be read. */
  read(path: string): string | null
  /** Files that fit a glob (`*`, `?`, `[...]` in a path segment), sorted by bytes; a plain name gives itself if it exists. */
  glob(pattern: string): readonly string[]
  /** The path of `name` seen from the folder of `from` (absolute names stay). */
  resolve(from: string, name: string): string
}

/** One stored record of a persistent collection: its variables by lower-case name. */
export type StoreRecord = ReadonlyMap<string, string>

/**
 * One change to a stored record. Counters are applied to what is stored at that moment, so that none is lost: `add` adds a
 * whole number to a signed 64-bit one and does not go below `least`. `begin` sets what is not there yet, so that of several
 * transactions that found no record none puts back what another one stored.
 */
export type StoreChange =
  | { readonly kind: 'set'; readonly name: string; readonly value: string }
  | { readonly kind: 'begin'; readonly name: string; readonly value: string }
  | { readonly kind: 'add'; readonly name: string; readonly amount: number | bigint; readonly least?: number }
  | { readonly kind: 'delete'; readonly name: string }

/**
 * Where persistent collections live. Errors reject; the engine logs them and goes on as if nothing was stored. A variable
 * `__expire_X` holds the moment (epoch seconds) at which the variable X goes away: a store drops both when that has come,
 * before it gives or changes a record.
 */
export interface Store {
  load(collection: string, key: string): MaybePromise<StoreRecord | null>
  /** Applies the changes in one step and sets the moment (epoch seconds) at which the record goes away. */
  update(collection: string, key: string, changes: readonly StoreChange[], expiresAt: number): MaybePromise<void>
  remove(collection: string, key: string): MaybePromise<void>
  close(): MaybePromise<void>
}

/** A line of the error log as data. Its match is masked as the line is. */
export interface LogEvent {
  /** Microseconds since 1970. */
  readonly time: number
  readonly transaction: string
  readonly client: string
  readonly host: string
  readonly uri: string
  readonly match: MatchedRule
}

/** How lines of the error log are written. */
export interface ErrorLogStyle {
  /** The name behind the client's address: `ModSecurity` by default, since log readers look for it. */
  readonly product?: string
  /** Severities as numbers (default) or by their names, as ModSecurity 2 has them. */
  readonly severity?: 'number' | 'name'
}

/** What the engine tells its host: error-log lines, host errors, and debug lines. */
export interface Logger {
  /** One rule or interruption, as the error log has it. Escaped ASCII, no line end. */
  log(line: string): void
  /** The same line as data, for logs in another form. Called behind `log`. */
  event?(event: LogEvent): void
  /** Something went wrong in the engine or its host. */
  error(message: string): void
  /** A debug line: level 1 to 9. Only called up to SecDebugLogLevel; `file` is what SecDebugLog names. */
  debug?(level: number, message: string, file: string | null): void
  /** Opens log files anew, after another program renamed them. */
  reopen?(): void
}

/** Takes finished audit records. Must not throw; losses are counted by the sink. */
export interface AuditSink {
  write(record: AuditRecord): MaybePromise<void>
  close(): MaybePromise<void>
  /** Opens log files anew, after another program renamed them. */
  reopen?(): void
  /** Records that could not be written. */
  readonly lost?: number
}

/** DNS for @rbl. */
export interface Resolver {
  /** The addresses of a name, empty when there are none. */
  resolve4(name: string): Promise<readonly string[]>
  /** Its TXT records as byte strings. Only the dialect `coraza` asks for them: what is absent has none. */
  resolveTxt?(name: string): Promise<readonly string[]>
}

/** A geolocation database: fields of GEO by name, or null when the address is not in it. */
export interface GeoDatabase {
  lookup(address: string): ReadonlyMap<string, string> | null
}

/**
 * What @inspectFile hands a value to when it names no Lua script: the first line of the program's answer, or null when
 * it could not be run or said nothing. It gets the value as an argument of its own and never goes through a shell.
 */
export type Inspector = (program: string, value: string) => MaybePromise<string | null>

/** What a fetch of rules may take. */
export interface FetchLimits {
  readonly bytes: number
  readonly milliseconds: number
}

/**
 * Fetches what SecRemoteRules names, over HTTPS, for the compiler. Anything but the whole content of an answer with
 * status 200 rejects, with an Error that says in a few words why.
 */
export type RuleFetcher = (
  url: string,
  headers: Readonly<Record<string, string>>,
  limits: FetchLimits,
) => Promise<Uint8Array>

/**
 * How decoding ended: with the data (`complete`), because the data ends too early (`cut`), because it is not in the
 * coding (`broken`), or because no more was wanted (`stopped`). `surplus`: it is complete, but the data holds bytes that
 * are not content and that decoders treat in different ways, as behind its end or in the header of gzip.
 */
export type InflateEnd = 'complete' | 'cut' | 'broken' | 'surplus' | 'stopped'

/**
 * Undoes one content coding (gzip, deflate, br, in lower case) and gives what comes out to `take`, piece by piece, until
 * that says false. Null for a coding that this host cannot undo. The promise does not reject for any data.
 */
export type Inflate = (
  coding: string,
  data: AsyncIterable<Uint8Array>,
  take: (chunk: Uint8Array) => boolean,
) => Promise<InflateEnd> | null

/** Wall clock in microseconds since 1970, and a monotonic one; local offset for TIME_*. */
export interface Clock {
  now(): number
  /** Minutes that local time is ahead of UTC at that moment. */
  localOffset(epochMilliseconds: number): number
}

/** Limits of the engine that no directive sets. */
export interface Limits {
  readonly headers: number
  readonly headerBytes: number
  /** How many times its size a body may have without its content codings, once it is larger than a megabyte. */
  readonly decodedRatio: number
  /** Matches recorded a transaction. */
  readonly matches: number
  /** Distinct values of which is kept in mind what rules made of them, for later transactions; 0: none. */
  readonly knownValues: number
}

/** Everything a host may inject. What is missing is null; a Program that needs it is refused by name. */
export interface Services {
  readonly fileSystem: FileSystem | null
  readonly store: Store
  readonly logger: Logger
  readonly audit: AuditSink | null
  readonly geo: GeoDatabase | null
  /** An XmlEngine of @secrule/body, a Pcre2 of @secrule/regex, a Lua host: typed where they are used. */
  readonly xml: unknown
  readonly pcre2: unknown
  readonly lua: unknown
  readonly resolver: Resolver | null
  readonly inflate: Inflate | null
  /** Programs of @inspectFile; absent where no host gives one. */
  readonly inspector?: Inspector | null
  readonly uploads: unknown
  /** Opens a file for a body that is too large for memory (a SpillFile of @secrule/vm), or null when there is no disk. */
  readonly spill: unknown
  /** Resolves after other work of the process had its turn. Null: there is none, so that all that can be is done at once. */
  readonly giveWay: (() => Promise<void>) | null
  readonly clock: Clock
  /** A random number from 0 (inclusive) to 1. */
  readonly random: () => number
  readonly limits: Limits
  /** Is told where time goes. For measuring: it slows everything down. */
  readonly profiler?: Profiler | null
  /** Hides the values of Authorization, Proxy-Authorization, Cookie and Set-Cookie in every log. */
  readonly maskCredentials?: boolean
  /** SecGuardianLog: gets a record of every transaction, without bodies, while its condition holds. */
  readonly guardian?: AuditSink | null
  /** Closed with the engine, behind all others. */
  readonly closing?: readonly (() => MaybePromise<void>)[]
  readonly errorLog?: ErrorLogStyle
  /**
   * Services that a ruleset brings along, such as a database that it names. Asked when the engine is made and at each
   * reload; what it gives goes before the services above, for this ruleset alone. It may throw: then the rules are refused.
   */
  readonly servicesFor?: ((program: Program) => Partial<Services>) | null
}
