import type { Store } from '@secrule/program'
import type { StoreCall, StoreReply } from './store-message.js'

/** Carries out a call of another process on the store that it names. Never rejects: what goes wrong is in the reply. */
export async function answerCall(call: StoreCall, storeOf: (folder: string | null) => Store): Promise<StoreReply> {
  const reply = (record: StoreReply['record'], error: string | null): StoreReply => ({
    kind: 'store-reply',
    id: call.id,
    record,
    error,
  })
  try {
    const store = storeOf(call.folder)
    const { collection, key } = call
    if (call.call === 'load') {
      const record = await store.load(collection, key)
      return reply(record === null ? null : [...record], null)
    }
    if (call.call === 'update') await store.update(collection, key, call.changes, call.expiresAt)
    else await store.remove(collection, key)
    return reply(null, null)
  } catch (error) {
    return reply(null, error instanceof Error ? error.message : String(error))
  }
}
