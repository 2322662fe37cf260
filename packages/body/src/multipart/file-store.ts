/** Where the contents of uploaded files go. Injected by the host; the Node one writes temporary files. */
export interface FileStore {
  /** Opens a new file. Called once for every file part that is to be saved. */
  create(): FileHandle
}

/** Saves the uploads of requests. Injected by the host as the service `uploads`. */
export interface UploadStore {
  /** Begins with the files of one transaction. `directory` is null where no directive names one. */
  open(options: { readonly directory: string | null; readonly mode: number; readonly id: string }): UploadedFiles
}

/** The saved files of one transaction. */
export interface UploadedFiles extends FileStore {
  /** The transaction is over: the files are deleted, or stay where they are. */
  dispose(keep: boolean): void
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
