/** A request that is not served, whatever the rules say. */
export interface Refusal {
  readonly status: number
  /** For the log, never for the client. */
  readonly reason: string
  /** The Allow header of a 405. */
  readonly allow?: string
}

/** Makes a refusal. */
export function refuse(status: number, reason: string): Refusal {
  return { status, reason }
}
