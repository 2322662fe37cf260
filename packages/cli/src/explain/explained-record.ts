import type { ExplainedMatch, Interruption } from 'secrule'
import type { Remedy } from '../exclusions/remedies.js'

/** A value that matched: as the rules see it again, or as far as the log shows it. */
export interface ExplainedValue extends Omit<ExplainedMatch, 'file' | 'line' | 'negated'> {
  readonly negated: boolean
  /** The log shows only the beginning. */
  readonly isCut: boolean
}

/** A rule of a record, explained. Texts are ready to be shown. */
export interface ExplainedRecordRule {
  readonly id: number
  readonly message: string
  readonly data: string
  /** `CRITICAL` */
  readonly severity: string | null
  readonly file: string
  readonly line: number
  /** It ended the transaction. */
  readonly isBlocker: boolean
  /** What it added to the score, and how that is known: counted on replay, or the usual points of its severity. */
  readonly points: { readonly value: number; readonly by: 'replay' | 'severity' } | null
  readonly values: readonly ExplainedValue[]
  /** Ways to let the values pass, narrowest first; empty for rules that only add up what others found. */
  readonly remedies: readonly Remedy[]
  /** The narrowest remedy leaves the rule nothing to look at. */
  readonly isWhole: boolean
}

/** A record of an audit log with the reasons for its verdict. */
export interface ExplainedRecord {
  readonly id: string
  readonly time: string
  readonly client: string
  readonly request: string
  readonly verdict: {
    readonly blocked: boolean | null
    readonly interruption: Interruption | null
    readonly ruleId: number | null
  }
  readonly score: { readonly name: string; readonly value: number; readonly limit: number } | null
  readonly rules: readonly ExplainedRecordRule[]
  /** All narrowest remedies in one rule; null when there are none. */
  readonly together: string | null
  /** With these the request passes; null when it was not tried. */
  readonly passes: boolean | null
  /** What a reader must know about how this was found out. */
  readonly notes: readonly string[]
}
