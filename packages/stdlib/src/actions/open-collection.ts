import type { MaybePromise, TransactionState } from '@secrule/program'

/** Opens a persistent collection under an expanded key. An empty key names no record, so nothing is opened. */
export function openCollection(
  transaction: TransactionState,
  collection: string,
  key: string,
  action: string,
): MaybePromise<void> {
  if (key === '') {
    transaction.debug(3, () => `${action}: the key is empty, so ${collection} is not opened`)
    return
  }
  return transaction.open(collection, key)
}
