import { type Diagnostic, type Dialect, isDiagnostic, problem, type Span } from '@secrule/program'
import { type Network, type NetworkTable, networkTable, readNetwork } from './network-table.js'
import type { List } from './read-list.js'

/** The table of a list with one or more networks a line, separated by commas; what stands behind `#` is a comment. */
export function networkList(list: List | Diagnostic, span: Span, dialect: Dialect): NetworkTable | Diagnostic {
  if (isDiagnostic(list)) return list
  const networks: Network[] = []
  for (const line of list.lines) {
    for (const part of line.text.replace(/#.*$/s, '').split(',')) {
      const text = part.trim()
      if (text === '') continue
      const network = readNetwork(text, dialect)
      if (network === null && dialect.ignoresBadAddresses) continue
      if (network === null) {
        return problem(
          span,
          'bad-list-entry',
          text,
          String(line.number),
          list.name,
          'write `192.0.2.0/24` or `2001:db8::/32`',
        )
      }
      networks.push(network)
    }
  }
  return networkTable(networks)
}
