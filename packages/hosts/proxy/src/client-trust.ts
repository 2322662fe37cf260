import { BlockList, isIP } from 'node:net'

/** Whose word about the client's address is taken. */
export interface ClientTrust {
  /** True when the peer at this address, `hop` steps away from us (0 is the connection itself), is a proxy we trust. */
  isTrusted(address: string, hop: number): boolean
}

/** Reads the option `trustProxy`. Throws on an address that is none. */
export function clientTrust(option: boolean | number | readonly string[]): ClientTrust {
  if (typeof option === 'boolean') return { isTrusted: () => option }
  if (typeof option === 'number') {
    if (!Number.isSafeInteger(option) || option < 0) throw new Error('proxy options: `trustProxy` must be 0 or more')
    return { isTrusted: (_address, hop) => hop < option }
  }
  if (!Array.isArray(option)) throw new Error('proxy options: `trustProxy` must be a truth value, a number or a list')
  const list = new BlockList()
  for (const entry of option) {
    const [address = '', bits, rest] = String(entry).split('/')
    const kind = isIP(address)
    const length = bits === undefined ? (kind === 4 ? 32 : 128) : Number(bits)
    if (kind === 0 || rest !== undefined || bits === '' || !(length >= 0 && length <= (kind === 4 ? 32 : 128))) {
      throw new Error(`proxy options: \`trustProxy\` must hold addresses or networks, not \`${entry}\``)
    }
    list.addSubnet(address, length, kind === 4 ? 'ipv4' : 'ipv6')
  }
  return {
    isTrusted(address) {
      const kind = isIP(address)
      return kind !== 0 && list.check(address, kind === 4 ? 'ipv4' : 'ipv6')
    },
  }
}
