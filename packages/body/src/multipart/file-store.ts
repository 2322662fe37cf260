/** Where the contents of uploaded files go. Injected by the host; the Node one writes temporary files. */
export interface FileStore {
  /** Opens a new file. Called once for every file part that is to be saved. */
  create(): FileHandle
}

/** One stored file. None of the calls may throw: a store that cannot write remembers it and gives `name` as ''. */
export interface FileHandle {
  /** The path for FILES_TMPNAMES. */
  readonly name: string
  /** The chunk is only valid during the call. */
  write(chunk: Uint8Array): void
  close(): void
  /** Reads the content back for FILES_TMP_CONTENT, after close. A store that cannot leaves it out. */
  read?(): Uint8Array
}
