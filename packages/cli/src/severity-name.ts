const names = ['EMERGENCY', 'ALERT', 'CRITICAL', 'ERROR', 'WARNING', 'NOTICE', 'INFO', 'DEBUG']

/** A severity by its name. */
export function severityName(severity: number | null): string | null {
  return severity === null ? null : (names[severity] ?? `${severity}`)
}
