import { collection } from '@secrule/program'
import { allArguments, argumentsNamed } from './all-arguments.js'

export const args = collection({
  name: 'ARGS',
  summary: 'All request arguments: those of the query string, then those of the body, then those of the path.',
  example: 'SecRule ARGS "@detectSQLi" "id:1,phase:2,deny,status:403"',
  engines:
    'In v3 values of a JSON body stand here and not in ARGS_POST. Coraza alone has path arguments; a build option makes it compare names with case.',
  phase: 1,
  stable: true,
  caseSensitiveKeys: true,
  read: allArguments,
  named: argumentsNamed,
})
