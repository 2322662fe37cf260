import { readAddress, sharesPrefix } from './ip-address.js'

/** The field in which proxies tell whom they speak for. */
export type ForwardedField = 'x-forwarded-for' | 'forwarded'

/** Whose word about the client's address is taken, and which. */
export interface ClientTrust {
  readonly field: ForwardedField
  /** True when the peer at this address, `hop` steps away from us (0 is the connection itself), is a proxy we trust. */
  isTrusted(address: string, hop: number): boolean
}

/** Nobody, everybody, the last n hops, or these addresses and networks. */
export type TrustedPeers = boolean | number | readonly string[]

/** The option `trustProxy`: whom to believe; what they write is X-Forwarded-For unless it says otherwise. */
export type TrustProxy = TrustedPeers | { readonly from: TrustedPeers; readonly header?: ForwardedField }

/** Reads the option `trustProxy`. Throws on an address that is none. */
export function clientTrust(option: TrustProxy): ClientTrust {
  if (typeof option !== 'object' || option === null || Array.isArray(option)) return trustIn(option as TrustedPeers)
  const { from, header = 'x-forwarded-for', ...rest } = option as Exclude<TrustProxy, TrustedPeers>
  const [stray] = Object.keys(rest)
  if (stray !== undefined) throw new Error(`options: \`trustProxy.${stray}\` is not an option`)
  if (header !== 'x-forwarded-for' && header !== 'forwarded') {
    throw new Error('options: `trustProxy.header` must be `x-forwarded-for` or `forwarded`')
  }
  return { ...trustIn(from), field: header }
}

function trustIn(option: TrustedPeers): ClientTrust {
  const field = 'x-forwarded-for'
  if (typeof option === 'boolean') return { field, isTrusted: () => option }
  if (typeof option === 'number') {
    if (!Number.isSafeInteger(option) || option < 0) throw new Error('options: `trustProxy` must be 0 or more')
    return { field, isTrusted: (_address, hop) => hop < option }
  }
  if (!Array.isArray(option)) throw new Error('options: `trustProxy` must be a truth value, a number or a list')
  const isOneOfThem = addressList(option, 'trustProxy')
  return { field, isTrusted: (address) => isOneOfThem(address) }
}

/** Whether an address is one of these addresses and networks. Throws an Error that names the option for one that is none. */
export function addressList(list: readonly string[], option: string): (address: string) => boolean {
  const networks = list.map((entry) => readNetwork(String(entry), option))
  return (text) => {
    const address = readAddress(text)
    return address !== null && networks.some((network) => sharesPrefix(network.address, address, network.bits))
  }
}

function readNetwork(entry: string, option: string) {
  const [text = '', length, rest] = entry.split('/')
  const address = readAddress(text)
  const most = (address?.length ?? 0) * 8
  const bits = length === undefined ? most : Number(length)
  if (
    address === null ||
    rest !== undefined ||
    length === '' ||
    !(Number.isInteger(bits) && bits >= 0 && bits <= most)
  ) {
    throw new Error(`options: \`${option}\` must hold addresses or networks, not \`${entry}\``)
  }
  return { address, bits }
}
