import type { Configuration } from './configurations.js'

/** A site that is open: where it listens. */
export interface OpenSite {
  readonly port: number
  close(): Promise<void>
}

/** A host under test. */
export interface Host {
  /** As in the table. */
  readonly name: string
  /** What it cannot give, by case, with the reason. The case is run all the same, and must fail. */
  readonly gaps: Readonly<Record<string, string>>
  open(configuration: Configuration): Promise<OpenSite>
  /** What has to end with the last case. */
  close?(): Promise<void>
}
