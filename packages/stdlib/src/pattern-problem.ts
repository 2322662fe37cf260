/** Why a regular expression does not compile. */
export interface PatternFault {
  readonly offset: number
  readonly message: string
}

/** REPLACED */
export function patternProblem(_pattern: string): PatternFault | null {
  return null
}
