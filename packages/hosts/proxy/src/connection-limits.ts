import { BlockList, isIP } from 'node:net'
import type { Settings } from 'secrule'

/** How many connections a client may have, and with how many it is only told of; 0 is any number. */
export interface ConnectionLimit {
  readonly most: number
  readonly told: number
}

/**
 * The limits of a client by its address: what the options say, and where SecConnEngine is On those of SecConnReadStateLimit
 * and SecConnWriteStateLimit, taken as limits of all connections of a client whatever their state. With DetectionOnly
 * those are only told of.
 */
export function connectionLimits(own: number, settings: Settings | null): (address: string) => ConnectionLimit {
  const limits = [settings?.connReadStateLimit, settings?.connWriteStateLimit]
    .filter((each) => each !== null && each !== undefined)
    .filter(({ limit }) => limit > 0)
    .map(({ limit, addresses }) => ({ limit, holds: membership(addresses) }))
  const engine = settings?.connEngine ?? 'Off'
  if (engine === 'Off' || limits.length === 0) return () => ({ most: own, told: 0 })
  return (address) => {
    const holding = limits.filter(({ holds }) => holds(address)).map(({ limit }) => limit)
    if (engine === 'DetectionOnly') return { most: own, told: holding.length === 0 ? 0 : Math.min(...holding) }
    const all = own > 0 ? [own, ...holding] : holding
    return { most: all.length === 0 ? 0 : Math.min(...all), told: 0 }
  }
}

/** Whether an address is in the list of a directive: networks with commas between, with `!` in front for all others. */
function membership(written: string | null): (address: string) => boolean {
  if (written === null) return () => true
  const isOthers = written.startsWith('!')
  const list = new BlockList()
  for (const entry of written.slice(isOthers ? 1 : 0).split(',')) {
    const [address = '', prefix] = entry.trim().split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  return (address) => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
    return list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4') !== isOthers
  }
}
