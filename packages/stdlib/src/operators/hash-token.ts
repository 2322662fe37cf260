import { hmac } from '@noble/hashes/hmac'
import { sha1 } from '@noble/hashes/legacy'
import { latin, toBytes } from '@secrule/body'
import type { TransactionState } from '@secrule/program'

/**
 * The token that belongs to a link: HMAC-SHA1 in lower-case hex under the key of SecHashKey, to which the session id or
 * the client's address is added when it says so. A leading slash of the link does not count. Null without a key.
 */
export function hashToken(link: string, transaction: TransactionState): string | null {
  const { hashKey } = transaction.settings
  if (hashKey === null) return null
  const { clientAddress } = transaction.connection
  const added =
    hashKey.with === 'KeyOnly'
      ? ''
      : hashKey.with === 'SessionID' && transaction.sessionId !== ''
        ? transaction.sessionId
        : clientAddress
  const mac = latin(hmac(sha1, toBytes(hashKey.text + added), toBytes(link.startsWith('/') ? link.slice(1) : link)))
  let text = ''
  for (let i = 0; i < mac.length; i++) text += mac.charCodeAt(i).toString(16).padStart(2, '0')
  return text
}
