import type { RawHeaders } from '@secrule/host'

/** A request as it came, before anything is decided about it. */
export interface ParsedRequest {
  readonly method: string
  /** As sent. */
  readonly target: string
  readonly httpVersion: string
  readonly headers: RawHeaders
}
