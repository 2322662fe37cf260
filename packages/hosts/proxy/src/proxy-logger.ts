/** One finished exchange, for access logs and counters. Strings are byte strings as they came. */
export interface AccessEntry {
  /** The transaction's id, as in X-Request-Id and the error log. */
  readonly id: string
  readonly client: string
  readonly method: string
  readonly target: string
  readonly host: string
  /** What the client got; 0 when the connection was closed without an answer. */
  readonly status: number
  /** Body bytes sent to the client. */
  readonly bytes: number
  readonly milliseconds: number
  /** What stopped it, if the engine did. */
  readonly verdict: { readonly action: string; readonly ruleId: number; readonly phase: number } | null
  /** `null` for an exchange that ended well, else what went wrong: `client closed`, `upstream timed out` … */
  readonly failure: string | null
}

/** What the proxy tells its owner. No call may throw; what they throw is dropped. */
export interface ProxyLogger {
  /** Error-log lines of the rules, of an engine that the proxy makes itself. Default: as `error`. */
  log?(line: string): void
  error(message: string): void
  access?(entry: AccessEntry): void
}

/** Errors on standard error, no access log. */
export const standardErrorLogger: ProxyLogger = {
  error(message) {
    process.stderr.write(`${message}\n`)
  },
}
