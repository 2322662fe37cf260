import { HostError } from 'secrule/runtime'
import { CommandError } from './command-error.js'

/** What `createEngine` throws when the rules need a service that a command line does not have, as the user's problem. */
export function engineProblem(error: unknown): unknown {
  return error instanceof HostError ? new CommandError(error.message) : error
}
