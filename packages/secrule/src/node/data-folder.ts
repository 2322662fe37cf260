import { resolve } from 'node:path'
import { FileStore, type FileStoreOptions } from '@secrule/store/node'
import { HostError } from '@secrule/vm'

/** A folder of SecDataDir while an engine uses it. */
export interface DataFolder {
  readonly store: FileStore
  /** The engine is done with it. The last one to go closes the store. */
  release(): Promise<void>
}

/** The folders that this process has open: engines whose rules name the same one share its collections. */
const open = new Map<string, { readonly store: FileStore; users: number }>()

/** Opens a folder of collections, or joins in. Throws HostError when it cannot be used or another process owns it. */
export function dataFolder(folder: string, options: FileStoreOptions): DataFolder {
  const path = resolve(folder)
  let shared = open.get(path)
  if (shared === undefined) {
    try {
      shared = { store: new FileStore(path, options), users: 0 }
    } catch (error) {
      throw new HostError(
        `SecDataDir ${folder} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
      )
    }
    open.set(path, shared)
  }
  const { store } = shared
  const users = shared
  users.users++
  let isReleased = false
  return {
    store,
    async release() {
      if (isReleased) return
      isReleased = true
      if (--users.users > 0) return
      open.delete(path)
      await store.close()
    },
  }
}
