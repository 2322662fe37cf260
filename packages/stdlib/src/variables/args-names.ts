import { collection } from '@secrule/program'
import { allArguments, argumentsNamed } from './all-arguments.js'
import { namesOf } from './names-of.js'

export const argsNames = collection({
  name: 'ARGS_NAMES',
  summary: 'Names of all request arguments.',
  example: 'SecRule ARGS_NAMES "@contains [" "id:1,phase:2,pass,log"',
  phase: 1,
  stable: true,
  caseSensitiveKeys: true,
  read: (transaction) => namesOf(allArguments(transaction)),
  named: (transaction, lowerKey) => namesOf(argumentsNamed(transaction, lowerKey)),
})
