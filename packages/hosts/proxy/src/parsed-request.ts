import type { RawHeaders } from '@secrule/host'
import type { Framing } from './framing.js'
import type { Refusal } from './refusal.js'

/** A request as it came, before anything is decided about it. */
export interface ParsedRequest {
  readonly method: string
  /** As sent. */
  readonly target: string
  /** `1.1`, `2.0`; empty for a line that names none. */
  readonly httpVersion: string
  readonly headers: RawHeaders
  /** How long the body is, where the protocol says that outside the headers. */
  readonly framing?: Framing | Refusal
}
