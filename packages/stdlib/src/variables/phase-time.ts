import { type Documented, scalar, type TransactionState, type VariableDefinition } from '@secrule/program'

/** Microseconds that a phase took, 0 before it ended. */
export function phaseTime(transaction: TransactionState, phase: number): number {
  return Math.round(transaction.phaseTimes[phase] ?? 0)
}

/** Microseconds of all phases so far. */
export function combinedTime(transaction: TransactionState): number {
  return Math.round(transaction.phaseTimes.reduce((sum, time) => sum + time, 0))
}

/** PERF_PHASE1 to PERF_PHASE5. */
export function phaseTimeVariable(definition: Documented & { of: 1 | 2 | 3 | 4 | 5 }): VariableDefinition {
  const { of, ...rest } = definition
  return scalar({
    ...rest,
    phase: of === 5 ? 5 : ((of + 1) as 2 | 3 | 4 | 5),
    stable: false,
    value: (transaction) => String(phaseTime(transaction, of)),
  })
}
