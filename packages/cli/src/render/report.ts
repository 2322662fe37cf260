import type { Diagnostic } from 'secrule'

/** What `check` found, for every renderer. */
export interface CheckReport {
  readonly diagnostics: readonly Diagnostic[]
  readonly errors: number
  readonly warnings: number
  /** How many notes there are, whether or not they are among the diagnostics. */
  readonly notes: number
  /** Null when the rules are not usable. */
  readonly counts: { readonly rules: number; readonly directives: number; readonly files: number } | null
}
