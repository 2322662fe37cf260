import { isRelevant } from './audit/relevance.js'
import type { TransactionContext } from './transaction-context.js'

/** Saved uploads go away, unless SecUploadKeepFiles keeps those of this transaction. */
export function disposeUploads(context: TransactionContext): void {
  const { request, settings } = context
  const { uploadKeepFiles } = settings
  request.saved?.dispose(uploadKeepFiles === 'On' || (uploadKeepFiles === 'RelevantOnly' && isRelevant(context)))
  request.saved = null
}
