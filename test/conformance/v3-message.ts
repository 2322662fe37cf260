import type { Diagnostic } from 'secrule'

/** A problem of a load in the form of libmodsecurity: `Rules error. File: F. Line: L. Column: C. TEXT`. */
export function v3Message({ file, line, column, message }: Diagnostic): string {
  return `Rules error. File: ${file}. Line: ${line}. Column: ${column}. ${message}`
}
