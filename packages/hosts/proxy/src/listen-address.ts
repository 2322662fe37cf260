/** Where the proxy listens. */
export interface ListenAddress {
  readonly host: string
  readonly port: number
}

/** Reads `[host:]port`; an IPv6 host stands in brackets. A port alone listens on the loopback address. */
export function listenAddress(text: string | number, option = 'listen'): ListenAddress {
  const parts = /^(?:(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]*)):)?(\d{1,5})$/.exec(String(text))
  const port = Number(parts?.[3])
  if (parts === null || port > 65_535) {
    throw new Error(`proxy options: \`${option}\` must be \`[host:]port\`, not \`${text}\``)
  }
  const host = parts[1] ?? parts[2] ?? '127.0.0.1'
  return { host: host === '' || host === '*' ? '0.0.0.0' : host, port }
}
