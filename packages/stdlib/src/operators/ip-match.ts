import { operator, problem, subspan } from '@secrule/program'
import { inNetworks, type Network, type NetworkTable, networkTable, readNetwork } from './network-table.js'

/** @ipMatch. An IPv4 address matches in its IPv6 form (::ffff:192.0.2.1) too. */
export const ipMatch = operator<NetworkTable>({
  name: 'ipMatch',
  summary: 'True when the value is an address in one of the given networks.',
  example: 'SecRule REMOTE_ADDR "@ipMatch 192.0.2.0/24,2001:db8::/32" "id:1,phase:1,allow"',
  engines: 'ModSecurity keeps IPv4 and its IPv6 form apart; Coraza ignores an entry that it cannot read.',
  argument: 'required',
  macros: false,
  pure: true,
  logName: 'IpMatch',
  compile: (argument, span, { dialect, warn }) => {
    const networks: Network[] = []
    let from = 0
    for (const part of argument.split(',')) {
      const network = readNetwork(part.trim(), dialect)
      if (network === null) {
        const start = from + part.length - part.trimStart().length
        const place = subspan(span, start, start + Math.max(1, part.trim().length))
        const found = problem(place, 'bad-address', part.trim())
        if (!dialect.ignoresBadAddresses) return found
        warn({ ...found, severity: 'warning' })
      } else networks.push(network)
      from += part.length + 1
    }
    return networkTable(networks)
  },
  run: inNetworks,
})
