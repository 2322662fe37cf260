import type { AuditSink, Interruption, Limits, Logger, MatchedRule, MaybePromise, Program, RuleSource } from 'secrule'
import type { TrustProxy } from './client-trust.js'
import type { EngineObserver } from './engine-observer.js'
import type { InspectingEngine } from './inspecting-engine.js'
import type { PageTemplates } from './own-page.js'

/** Upper bounds: those of the engine, and the host's own. */
export interface HostLimits extends Limits {
  /** The longest wait a rule's `pause` is granted, in milliseconds; 0 ignores pauses. 10,000. */
  readonly pause: number
}

/** What `onBlock` is told. Texts that come from the request are byte strings. */
export interface Block {
  /** The transaction's id, as in X-Request-Id, on the page and in the error log. */
  readonly id: string
  readonly interruption: Interruption
  readonly method: string
  readonly target: string
  readonly client: string
  /** Every match so far. */
  readonly rules: readonly MatchedRule[]
  /** False when nothing can be answered any more, or nothing is to be: then what `onBlock` gives back is not used. */
  readonly isAnswered: boolean
}

/** An answer in place of the built-in page. What is left out stays as it would have been. */
export interface BlockReply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Text goes out as UTF-8, as `text/html` unless `headers` says otherwise. */
  readonly body?: string | Uint8Array
}

/** What every host takes. One of `engine`, `rules` and `bundle` says which rules hold. */
export interface HostOptions {
  /** An engine of your own, with its own services. The host does not close it. */
  readonly engine?: InspectingEngine
  /** Rules as text or files: compiled now. Throws RuleError when they cannot be used. */
  readonly rules?: RuleSource | readonly RuleSource[]
  /** Rules that were compiled before: a Program, or the bytes of a bundle. */
  readonly bundle?: Uint8Array | Program
  /**
   * `on` blocks, `detection` only logs, whatever SecRuleEngine says; without it the ruleset decides. With `detection` no
   * rule can turn blocking on (`ctl:ruleEngine=On`).
   */
  readonly mode?: 'on' | 'detection'
  /** Told of every exchange that is stopped, before the answer; may give another answer. What it throws is logged. */
  onBlock?(block: Block): MaybePromise<BlockReply | undefined>
  /** What becomes of an exchange when the engine itself fails. Default: `block`. */
  readonly onError?: 'block' | 'pass'
  /** Whose X-Forwarded-For counts: nobody's (false, default), everybody's (true), that of the last n hops, or of these
   *  addresses and networks (`10.0.0.0/8`, `::1`). `{ from, header: 'forwarded' }` believes Forwarded (RFC 7239) instead:
   *  one field only, the one that the trusted proxies write, since they let a client's other one pass. */
  readonly trustProxy?: TrustProxy
  /** Use a client's X-Request-Id as the id of the transaction. Default: false. */
  readonly trustRequestId?: boolean
  readonly limits?: Partial<HostLimits>
  /** Error-log lines of the rules, and what goes wrong in the engine or the host. Default: standard error. */
  readonly logger?: Logger
  /** Takes finished audit records. Not with `engine`, which has its own. */
  readonly audit?: AuditSink
  /** Hides the values of Authorization, Proxy-Authorization, Cookie and Set-Cookie in every log. Not with `engine`. */
  readonly maskCredentials?: boolean
  /** Told of what the engine does, for metrics: `prometheusObserver` of @secrule/host/prometheus is one. */
  readonly observer?: EngineObserver
  /** Own block pages: `{id}`, `{status}` and `{title}` are filled in. Default: a plain page that names only the id. */
  readonly blockPage?: PageTemplates
  /** Requests that are not inspected at all. Without it every one is. `target` is as the client sent it. */
  skip?(request: { readonly method: string; readonly target: string }): boolean
}
