import { blankRule, type RuleInfo } from '@secrule/program'

/** Stands in the logs where a limit or an error stopped a transaction: a rule without id, file and line. */
export const noRule: RuleInfo = { ...blankRule(), phase: 0 }
