import { signedLocation } from './signed-links.js'
import type { TransactionContext } from './transaction-context.js'

/** A header that the host is to set before it sends the response, or to remove. */
export interface HeaderChange {
  readonly name: string
  /** null: it is removed. */
  readonly value: string | null
}

/** What rules and settings want of the headers of the response; `changesLength` when its body is not that of the application. */
export function responseHeaderChanges(context: TransactionContext, changesLength: boolean): readonly HeaderChange[] {
  const changes: HeaderChange[] = []
  const { serverSignature } = context.settings
  if (serverSignature !== null) changes.push({ name: 'Server', value: serverSignature })
  const location = signedLocation(context)
  if (location !== null) changes.push({ name: 'Location', value: location })
  if (changesLength) changes.push({ name: 'Content-Length', value: null })
  return changes
}
