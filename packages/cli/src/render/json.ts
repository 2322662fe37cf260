import { displayText } from '../display-text.js'
import type { CheckReport } from './report.js'

/** The report as JSON. Columns and lengths count bytes, as in the diagnostics themselves. */
export function renderJson(report: CheckReport): string {
  const diagnostics = report.diagnostics.map(({ kind: _kind, sourceLine, message, hint, ...rest }) => ({
    ...rest,
    message: displayText(message),
    ...(hint === undefined ? {} : { hint: displayText(hint) }),
    sourceLine: displayText(sourceLine),
  }))
  return JSON.stringify({ ...report, diagnostics }, null, 2)
}
