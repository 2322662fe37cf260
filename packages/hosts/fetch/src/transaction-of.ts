import type { Inspection } from '@secrule/host'
import type { MatchedRule } from 'secrule/runtime'

/** What an application may know of the inspection of its request. */
export interface InspectedTransaction {
  /** As in X-Request-Id and the error log. */
  readonly id: string
  /** What rules have set with `setenv`. */
  readonly environment: ReadonlyMap<string, string>
  /** Every match so far. */
  readonly matchedRules: readonly MatchedRule[]
}

const known = new WeakMap<Request, Inspection>()

/** Ties a request to its inspection. */
export function remember(request: Request, inspection: Inspection): void {
  known.set(request, inspection)
}

/** The inspection of a request; null for one that is not inspected. */
export function transactionOf(request: Request): InspectedTransaction | null {
  return known.get(request) ?? null
}
