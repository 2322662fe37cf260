import { bodyCases } from './cases/body-cases.js'
import { connectionCases } from './cases/connection-cases.js'
import { fidelityCases } from './cases/fidelity-cases.js'
import { optionCases } from './cases/option-cases.js'
import { verdictCases } from './cases/verdict-cases.js'
import type { Configuration } from './configurations.js'

/** The sites of one host, each opened when it is first asked for. */
export interface Stage {
  /** Where the site of a configuration listens. */
  port(configuration: Configuration): Promise<number>
}

/** Something that every host must do. Throws when it does not. */
export interface HostCase {
  /** As in the table. */
  readonly name: string
  run(stage: Stage): Promise<void>
}

/** All cases, in the order of the table. */
export const cases: readonly HostCase[] = [
  ...fidelityCases,
  ...verdictCases,
  ...bodyCases,
  ...connectionCases,
  ...optionCases,
]
