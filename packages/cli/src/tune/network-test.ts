import { BlockList, isIP } from 'node:net'
import { CommandError } from '../command-error.js'

/** Whether an address is in one of these networks (`10.0.0.0/8`, `::1`). Undefined: none were given. */
export function networkTest(networks: readonly string[] | undefined): ((address: string) => boolean) | undefined {
  if (networks === undefined) return undefined
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', length] = network.split('/')
    const family = isIP(address)
    const bits = length === undefined ? (family === 4 ? 32 : 128) : Number(length)
    if (family === 0 || !(bits >= 0 && bits <= (family === 4 ? 32 : 128)) || length === '') {
      throw new CommandError(`${network} is no address and no network such as 10.0.0.0/8`)
    }
    list.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6')
  }
  return (address) => {
    const family = isIP(address)
    return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6')
  }
}
