import type { MatchedRule } from './verdict.js'

/** A header as it came. */
export interface HeaderField {
  readonly name: string
  readonly value: string
}

/** What the audit log needs to know of one transaction: everything, format-free. Byte strings throughout. */
export interface AuditRecord {
  readonly id: string
  /** Microseconds since 1970. */
  readonly startedAt: number
  readonly durationMicroseconds: number
  readonly parts: string
  readonly client: { readonly address: string; readonly port: number }
  readonly server: { readonly address: string; readonly port: number; readonly name: string }
  readonly request: {
    readonly line: string
    readonly method: string
    readonly uri: string
    readonly protocol: string
    readonly headers: readonly HeaderField[]
    readonly body: string
    readonly arguments: readonly { readonly name: string; readonly value: string }[]
    readonly files: readonly {
      readonly name: string
      readonly filename: string
      readonly size: number
      readonly contentType: string
    }[]
  }
  readonly response: {
    readonly status: number
    readonly protocol: string
    readonly headers: readonly HeaderField[]
    readonly body: string
  }
  readonly engineMode: 'On' | 'Off' | 'DetectionOnly'
  readonly components: readonly string[]
  readonly serverSignature: string | null
  readonly sensorId: string | null
  readonly webAppId: string
  readonly sessionId: string
  readonly userId: string
  readonly remoteUser: string
  readonly matches: readonly MatchedRule[]
  readonly action: { readonly intercepted: boolean; readonly phase: number; readonly message: string } | null
  /** Relevance as it was decided: the record is only made when it is to be written. */
  readonly relevant: boolean
}
