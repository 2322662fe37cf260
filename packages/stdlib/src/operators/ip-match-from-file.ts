import { operator } from '@secrule/program'
import { networkList } from './network-list.js'
import { inNetworks, type NetworkTable } from './network-table.js'
import { readListFile } from './read-list.js'

/** @ipMatchFromFile. The file is read when the rules are compiled, and a bad entry is an error then. */
export const ipMatchFromFile = operator<NetworkTable>({
  name: 'ipMatchFromFile',
  aliases: ['ipMatchF'],
  summary: 'True when the value is an address in one of the networks that a file lists.',
  example: 'SecRule REMOTE_ADDR "@ipMatchFromFile blocked-networks.txt" "id:1,phase:1,deny"',
  engines: 'ModSecurity also takes an https URL and keeps IPv4 and its IPv6 form apart.',
  argument: 'required',
  macros: false,
  pure: true,
  logName: 'IpMatchFromFile',
  compile: (argument, span, context) => networkList(readListFile(argument, span, context), span, context.dialect),
  run: inNetworks,
})
