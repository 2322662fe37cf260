import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '@secrule/program'
import { answerCall, MemoryStore, RemoteStores, type StoreCall } from '@secrule/store'
import { FileStore, type FileStoreOptions } from '@secrule/store/node'
import type { StoreKind } from './store-case.js'

const quiet: FileStoreOptions = { report: () => {} }

/** The store of another process, by way of what a message between processes keeps of a value. */
export function remoteOf(owner: Store): Store {
  const remote = new RemoteStores((call) => {
    const sent = structuredClone(call) as StoreCall
    setImmediate(() => void answerCall(sent, () => owner).then((reply) => remote.receive(structuredClone(reply))))
  })
  return remote.store(null)
}

const remoteOwner = (kind: StoreKind): StoreKind => ({
  name: `${kind.name}, from another process`,
  async begin(now, limits) {
    const stage = await kind.begin(now, limits)
    return { store: async () => remoteOf(await stage.store()), end: stage.end }
  },
})

const memory: StoreKind = {
  name: 'memory',
  async begin(now, limits) {
    const store = new MemoryStore(now, limits)
    return { store: async () => store, end: async () => {} }
  },
}

const file: StoreKind = {
  name: 'files',
  async begin(now, limits) {
    const folder = mkdtempSync(join(tmpdir(), 'secrule-store-'))
    const store = new FileStore(folder, { ...quiet, now, limits })
    const end = async (): Promise<void> => {
      await store.close()
      rmSync(folder, { recursive: true })
    }
    return { store: async () => store, end }
  },
}

/** Every step finds what the steps before it left on the disk. */
const reopened: StoreKind = {
  name: 'files, closed and opened again before each step',
  async begin(now, limits) {
    const folder = mkdtempSync(join(tmpdir(), 'secrule-store-'))
    let store: FileStore | null = null
    return {
      async store() {
        await store?.close()
        store = new FileStore(folder, { ...quiet, now, limits })
        return store
      },
      async end() {
        await store?.close()
        rmSync(folder, { recursive: true })
      },
    }
  },
}

/** All stores that there are: each passes the same cases. */
export const storeKinds: readonly StoreKind[] = [memory, file, reopened, remoteOwner(memory), remoteOwner(file)]
