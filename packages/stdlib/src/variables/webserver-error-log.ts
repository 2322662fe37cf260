import type { VariableDefinition } from '@secrule/program'

export const webserverErrorLog: VariableDefinition = {
  name: 'WEBSERVER_ERROR_LOG',
  summary: 'Lines that the web server wrote to its error log in this transaction, one value each.',
  example: 'SecRule WEBSERVER_ERROR_LOG "@contains File does not exist" "id:1,phase:5,pass,log"',
  engines:
    'v2 fills it from the web server; here it is empty unless the host supplies lines. v3 rejects it, Coraza leaves it empty.',
  shape: 'scalar',
  selector: 'none',
  phase: 1,
  stable: false,
  read: ({ serverErrorLog }) => serverErrorLog.map((value) => ({ key: '', value })),
}
