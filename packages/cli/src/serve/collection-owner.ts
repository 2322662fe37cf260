import {
  answerCall,
  type DataFolder,
  dataFolder,
  MemoryStore,
  type Program,
  type Store,
  type StoreCall,
  type StoreReply,
  usesCollections,
} from 'secrule'

/** The collections of all workers: in this process's memory, and in the folders that rules name. */
export class CollectionOwner {
  readonly #memory = new MemoryStore()
  readonly #folders = new Map<string, DataFolder>()
  readonly #report: (message: string) => void

  constructor(report: (message: string) => void) {
    this.#report = report
  }

  /** Opens what a ruleset needs, before a worker gets it. Throws HostError when its SecDataDir cannot be used. */
  prepare(program: Program): void {
    const { dataDir } = program.settings
    if (dataDir === null || this.#folders.has(dataDir) || !usesCollections(program)) return
    this.#folders.set(dataDir, dataFolder(dataDir, { report: this.#report }))
  }

  answer(call: StoreCall): Promise<StoreReply> {
    return answerCall(call, (folder) => this.#store(folder))
  }

  async close(): Promise<void> {
    for (const folder of this.#folders.values()) await folder.release()
  }

  #store(folder: string | null): Store {
    if (folder === null) return this.#memory
    const found = this.#folders.get(folder)
    if (found === undefined) throw new Error(`${folder} is not open`)
    return found.store
  }
}
