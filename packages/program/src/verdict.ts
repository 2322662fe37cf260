/** The engine stopped the transaction: what the host must do. */
export interface Interruption {
  readonly action: 'deny' | 'drop' | 'redirect' | 'proxy'
  readonly status: number
  readonly phase: number
  /** 0: a limit or an error, not a rule. */
  readonly ruleId: number
  readonly reason: 'rule' | 'limit' | 'error'
  readonly url?: string
  readonly pauseMs?: number
  readonly message?: string
}

/** One match of one rule (or whole chain). */
export interface MatchedRule {
  readonly id: number
  readonly phase: number
  readonly message: string
  readonly data: string
  readonly severity: number | null
  readonly tags: readonly string[]
  readonly rev: string
  readonly ver: string
  readonly maturity: number
  readonly accuracy: number
  readonly file: string
  readonly line: number
  readonly disruptive: boolean
  readonly logged: boolean
  readonly audited: boolean
  readonly matches: readonly { readonly variable: string; readonly key: string; readonly value: string }[]
  /** The error-log line, escaped ASCII. */
  readonly logLine: string
}

/** Severity names by number. */
export const severities = ['EMERGENCY', 'ALERT', 'CRITICAL', 'ERROR', 'WARNING', 'NOTICE', 'INFO', 'DEBUG'] as const
