import type { Diagnostic } from 'secrule'

/** What `check` found, for every renderer. */
export interface CheckReport {
  readonly diagnostics: readonly Diagnostic[]
  readonly errors: number
  readonly warnings: number
  /** Null when the rules are not usable. */
  readonly counts: { readonly rules: number; readonly directives: number; readonly files: number } | null
}
