import { type RuleInfo, readsOnlyTx } from '@secrule/program'

/** Whether nothing is logged, stopped, or told with more than TX. */
export function leavesNoTrace({ log, audit, disruptive, severity, message, data, tags }: RuleInfo): boolean {
  const texts = [message ?? [], data ?? [], ...tags]
  if (log || audit || severity !== null) return false
  return (disruptive === null || disruptive.name === 'pass') && texts.every(readsOnlyTx)
}
