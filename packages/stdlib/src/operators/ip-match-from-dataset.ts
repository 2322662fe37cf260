import { operator } from '@secrule/program'
import { networkList } from './network-list.js'
import { inNetworks, type NetworkTable } from './network-table.js'
import { readDataset } from './read-list.js'

/** @ipMatchFromDataset. The SecDataset must stand before the rule. */
export const ipMatchFromDataset = operator<NetworkTable>({
  name: 'ipMatchFromDataset',
  summary: 'True when the value is an address in one of the networks of a SecDataset.',
  example:
    'SecDataset partners `\n192.0.2.0/24\n`\n' +
    'SecRule REMOTE_ADDR "@ipMatchFromDataset partners" "id:1,phase:1,allow"',
  engines: 'Coraza only.',
  argument: 'required',
  macros: false,
  pure: true,
  logName: 'IpMatchFromDataset',
  compile: (argument, span, context) => networkList(readDataset(argument, span, context), span, context.dialect),
  run: inNetworks,
})
