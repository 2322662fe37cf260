import type { RawHeaders } from '@secrule/host'

/** A request as it came, before anything is decided about it. */
export interface ParsedRequest {
  readonly method: string
  /** As sent. */
  readonly target: string
  /** `1.1`; empty for a line that names none. */
  readonly httpVersion: string
  readonly headers: RawHeaders
}
