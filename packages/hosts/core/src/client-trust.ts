import { readAddress, sharesPrefix } from './ip-address.js'

/** Whose word about the client's address is taken. */
export interface ClientTrust {
  /** True when the peer at this address, `hop` steps away from us (0 is the connection itself), is a proxy we trust. */
  isTrusted(address: string, hop: number): boolean
}

/** The option `trustProxy`: nobody, everybody, the last n hops, or these addresses and networks. */
export type TrustProxy = boolean | number | readonly string[]

/** Reads the option `trustProxy`. Throws on an address that is none. */
export function clientTrust(option: TrustProxy): ClientTrust {
  if (typeof option === 'boolean') return { isTrusted: () => option }
  if (typeof option === 'number') {
    if (!Number.isSafeInteger(option) || option < 0) throw new Error('options: `trustProxy` must be 0 or more')
    return { isTrusted: (_address, hop) => hop < option }
  }
  if (!Array.isArray(option)) throw new Error('options: `trustProxy` must be a truth value, a number or a list')
  const networks = option.map(readNetwork)
  return {
    isTrusted(text) {
      const address = readAddress(text)
      return address !== null && networks.some((network) => sharesPrefix(network.address, address, network.bits))
    },
  }
}

function readNetwork(entry: string) {
  const [text = '', length, rest] = String(entry).split('/')
  const address = readAddress(text)
  const most = (address?.length ?? 0) * 8
  const bits = length === undefined ? most : Number(length)
  if (
    address === null ||
    rest !== undefined ||
    length === '' ||
    !(Number.isInteger(bits) && bits >= 0 && bits <= most)
  ) {
    throw new Error(`options: \`trustProxy\` must hold addresses or networks, not \`${entry}\``)
  }
  return { address, bits }
}
