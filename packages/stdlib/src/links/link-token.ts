import { hmac } from '@noble/hashes/hmac'
import { sha1 } from '@noble/hashes/legacy'
import { latin, toBytes } from '@secrule/body'
import type { Services, TransactionState } from '@secrule/program'

declare const crypto: { getRandomValues(bytes: Uint8Array): Uint8Array }

/** The key of each engine whose rules want one made at random. */
const randomKeys = new WeakMap<Services, string>()

/**
 * The token that belongs to a link: HMAC-SHA1 in lower-case hex under the key of SecHashKey, to which the session id or
 * the client's address is added when it says so. A leading slash of the link does not count. Without SecHashKey, or with
 * `rand`, every engine has a key of its own that nobody knows.
 */
export function linkToken(link: string, transaction: TransactionState): string {
  const { hashKey } = transaction.settings
  const text = hashKey === null || hashKey.text === 'rand' ? randomKey(transaction.services) : hashKey.text
  const key = toBytes(text + addedTo(hashKey?.with ?? 'KeyOnly', transaction))
  const mac = latin(hmac(sha1, key, toBytes(link.startsWith('/') ? link.slice(1) : link)))
  let token = ''
  for (let i = 0; i < mac.length; i++) token += mac.charCodeAt(i).toString(16).padStart(2, '0')
  return token
}

function addedTo(what: 'KeyOnly' | 'SessionID' | 'RemoteIP', { sessionId, connection }: TransactionState): string {
  if (what === 'KeyOnly') return ''
  return what === 'SessionID' && sessionId !== '' ? sessionId : connection.clientAddress
}

function randomKey(services: Services): string {
  let key = randomKeys.get(services)
  if (key === undefined) {
    key = latin(crypto.getRandomValues(new Uint8Array(32)))
    randomKeys.set(services, key)
  }
  return key
}
