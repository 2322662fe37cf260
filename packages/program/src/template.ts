/** A reference to a variable inside a text: `%{NAME}` or `%{NAME.key}`. `key` is lower-case. */
export interface MacroReference {
  /** Canonical name of the variable. */
  readonly variable: string
  readonly key: string | null
  /** Source of a case-insensitive regular expression for the key instead. */
  readonly pattern?: string
  /** What stands for the value where there is none; else nothing does. */
  readonly absent?: string
}

/** A text with macros, parsed: literal pieces and references in order. A text without macros is one literal piece. */
export type Template = readonly (string | MacroReference)[]

/** Whether all that the macros of a text read is TX. */
export function readsOnlyTx(template: Template): boolean {
  return template.every((part) => typeof part === 'string' || part.variable === 'TX')
}
