/** Takes whole records: each is written in one piece or counted as lost. */
export interface RecordWriter {
  /** A byte string that ends with a line end. False when it is lost already; what happens later is only counted. */
  write(text: string): boolean
  /** Opens its file anew, after another program renamed it. */
  reopen(): void
  close(): Promise<void> | void
}
