/** SERVER_NAME: the Host header without its port. An IPv6 literal keeps its brackets; an unclosed one is kept whole. */
export function serverName(host: string): string {
  if (host[0] === '[') {
    const close = host.indexOf(']')
    return close < 0 ? host : host.slice(0, close + 1)
  }
  const colon = host.indexOf(':')
  return colon < 0 ? host : host.slice(0, colon)
}
