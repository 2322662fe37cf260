import type { DialectName } from './dialect-shape.js'
import type { Settings } from './settings.js'
import type { MatchedRule } from './verdict.js'

/** A header as it came. */
export interface HeaderField {
  readonly name: string
  readonly value: string
}

/** Where a record is to go: what the SecAudit* directives say. */
export interface AuditDestination {
  readonly type: Settings['auditLogType']
  readonly format: Settings['auditLogFormat']
  readonly log: string | null
  readonly log2: string | null
  readonly storageDir: string | null
  readonly dirMode: number
  readonly fileMode: number
  /** The program of SecGuardianLog. */
  readonly guardian: string | null
}

/** A match that the audit log tells of, in the pieces that its formats print. */
export interface AuditedMatch extends MatchedRule {
  /** What the engine did: `Warning.`, `Access denied with code 403 (phase 2).` */
  readonly verdict: string
  /** The rule's directive as written, on one line; that of the first rule of a chain. */
  readonly ruleText: string
  /** Which test found what: `Matched "Operator ...`. Escaped ASCII. */
  readonly condition: string
  /** `[file "F"] [line "N"] ... [tag "T"]`: what the rule says of itself, in the order of the error log. */
  readonly metadata: string
  /** Where in the raw request it was, and the transformations on the way: `o0,5v4,10t:lowercase`. */
  readonly reference: string
}

/** A rule, or a link of a chain, as part K shows it. */
export interface AuditedRule {
  /** The directive as written, on one line. */
  readonly text: string
  readonly file: string
  readonly line: number
  readonly operator: string
  readonly argument: string
  readonly negated: boolean
  readonly targets: string
  readonly isMatched: boolean
}

/** A rule that matched, with the links of its chain: the last ones may not have. */
export interface AuditedChain {
  readonly id: number
  readonly phase: number
  readonly rev: string
  readonly ver: string
  readonly severity: number | null
  readonly maturity: number
  readonly accuracy: number
  readonly tags: readonly string[]
  readonly rules: readonly AuditedRule[]
  readonly isFullMatch: boolean
}

/** Microseconds that the parts of a transaction took. */
export interface AuditTimes {
  /** By phase, 0 to 5. */
  readonly phases: readonly number[]
  readonly storageRead: number
  readonly storageWrite: number
  /** Rules slower than SecRulePerfTime, by id. */
  readonly slowRules: readonly (readonly [id: number, microseconds: number])[]
}

/**
 * What the audit log needs to know of one transaction: everything, format-free. Byte strings throughout, and masked: what
 * sanitise actions or the engine's options hide is hidden here already, so that no format and no sink can show it.
 */
export interface AuditRecord {
  readonly id: string
  /** The behaviour the rules were compiled for; formats that differ between engines follow it. */
  readonly dialect: DialectName
  readonly destination: AuditDestination
  /** Microseconds since 1970. */
  readonly startedAt: number
  readonly durationMicroseconds: number
  /** Minutes that local time is ahead of UTC. */
  readonly utcOffset: number
  readonly times: AuditTimes
  readonly parts: string
  readonly client: { readonly address: string; readonly port: number }
  readonly server: { readonly address: string; readonly port: number; readonly name: string }
  readonly request: {
    readonly line: string
    readonly method: string
    readonly uri: string
    readonly protocol: string
    readonly headers: readonly HeaderField[]
    /** As it was buffered; empty when it was not. */
    readonly body: string
    /** Part I: the fields of a multipart body in url-encoded form with file names for files; null for other bodies. */
    readonly rebuiltBody: string | null
    /** Bytes of the body as it came. */
    readonly length: number
    readonly arguments: readonly {
      readonly name: string
      readonly value: string
      /** Query string, body, or path. */
      readonly place: 'get' | 'post' | 'path'
    }[]
    readonly files: readonly {
      readonly name: string
      readonly filename: string
      readonly size: number
      readonly contentType: string
    }[]
  }
  readonly response: {
    readonly status: number
    readonly protocol: string
    readonly headers: readonly HeaderField[]
    readonly body: string
    /** The body came in chunks, which are put together here. */
    readonly dechunked: boolean
  }
  readonly engineMode: 'On' | 'Off' | 'DetectionOnly'
  /** Name and version of the engine: `secrule/1.2.0`. */
  readonly producer: string
  readonly components: readonly string[]
  readonly serverSignature: string | null
  readonly sensorId: string | null
  readonly webAppId: string
  readonly sessionId: string
  readonly userId: string
  readonly remoteUser: string
  /** What the rules of sanitise actions named, as found in this transaction. */
  readonly sanitised: {
    readonly arguments: readonly string[]
    readonly requestHeaders: readonly string[]
    readonly responseHeaders: readonly string[]
  }
  readonly matches: readonly AuditedMatch[]
  /** Every rule that matched, in order; empty unless part K is asked for. */
  readonly matchedRules: readonly AuditedChain[]
  /** Lines of the web server's own error log that belong to the transaction. */
  readonly serverErrors: readonly string[]
  readonly highestSeverity: number | null
  readonly action: {
    readonly intercepted: boolean
    readonly phase: number
    readonly status: number
    readonly ruleId: number
    readonly message: string
  } | null
  /** Relevance as it was decided: the record is only made when it is to be written. */
  readonly relevant: boolean
}
