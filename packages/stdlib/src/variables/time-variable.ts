import { type Dialect, type Documented, scalar, type VariableDefinition } from '@secrule/program'

/**
 * A TIME variable: part of the local time at the moment of evaluation (or at which the transaction began, in Coraza). `part` gets a Date whose UTC fields are those
 * of the local clock.
 */
export function timeVariable(
  definition: Documented & { part(local: Date, form: Dialect['timeForm']): string },
): VariableDefinition {
  const { part, ...rest } = definition
  return scalar({
    ...rest,
    phase: 0,
    stable: false,
    value: ({ services: { clock }, startedAt, dialect: { timeForm } }) => {
      const milliseconds = Math.floor((timeForm === 'coraza' ? startedAt : clock.now()) / 1000)
      return part(new Date(milliseconds + clock.localOffset(milliseconds) * 60_000), timeForm)
    },
  })
}

/** A number with two digits at least. */
export function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
