import { exitCodes } from './exit-codes.js'

/**
 * A command cannot do what was asked, for a reason that the user can mend: a file that is not there, a port in use, an
 * option that makes no sense. Printed as one line without a stack. Anything else that is thrown counts as our own bug.
 */
export class CommandError extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode: number = exitCodes.usage) {
    super(message)
    this.name = 'CommandError'
    this.exitCode = exitCode
  }
}
