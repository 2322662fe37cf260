import type { AuditSink } from '@secrule/program'

/** A sink that counts what it could not write. */
export interface CountingSink extends AuditSink {
  /** Records that were lost so far. */
  readonly lost: number
  /** Opens files anew, after another program renamed them. */
  reopen(): void
  close(): Promise<void>
}
