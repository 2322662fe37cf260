import { comparison } from './comparison.js'

/** @ge. */
export const ge = comparison(
  {
    name: 'ge',
    summary: 'True when the value is a number greater than or equal to the argument.',
    example: 'SecRule TX:anomaly_score "@ge %{tx.threshold}" "id:1,phase:2,deny"',
    logName: 'Ge',
  },
  (value, argument) => value >= argument,
)
