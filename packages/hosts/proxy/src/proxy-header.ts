import { isIP } from 'node:net'
import { plainAddress } from '@secrule/host'
import type { Ends } from './channel.js'

/** What the first bytes of a connection are, where a PROXY header has to come. */
export type ProxyHeader =
  /** More bytes are needed. */
  | { readonly kind: 'partial' }
  | { readonly kind: 'bad'; readonly reason: string }
  /** A whole header. `ends` is null where it names none: a check by the balancer itself, or an unknown client. */
  | { readonly kind: 'header'; readonly length: number; readonly ends: Ends | null }

/** The longest header of version 1, its line end included. */
const longestLine = 107
/** What follows the fixed part of version 2 at the most; addresses and some extensions take a few hundred bytes. */
const longestRest = 4_096
const signature = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a]
const partial: ProxyHeader = { kind: 'partial' }

/** Reads a header of the PROXY protocol, version 1 or 2, from the start of a connection. Never looks behind its end. */
export function readProxyHeader(bytes: Uint8Array): ProxyHeader {
  if (bytes.length === 0) return partial
  const length = Math.min(bytes.length, signature.length)
  if (signature.slice(0, length).every((byte, i) => bytes[i] === byte)) {
    return bytes.length < 16 ? checkFixed(bytes) : readBinary(bytes)
  }
  return readLine(bytes)
}

function bad(reason: string): ProxyHeader {
  return { kind: 'bad', reason: `PROXY header: ${reason}` }
}

function readLine(bytes: Uint8Array): ProxyHeader {
  const text = String.fromCharCode(...bytes.subarray(0, longestLine))
  const start = 'PROXY '
  if (!start.startsWith(text.slice(0, start.length))) return bad('there is none')
  const end = text.indexOf('\r\n')
  if (end < 0) return bytes.length < longestLine ? partial : bad('a line without end')
  const line = text.slice(0, end)
  if (line === 'PROXY UNKNOWN' || line.startsWith('PROXY UNKNOWN '))
    return { kind: 'header', length: end + 2, ends: null }
  const [, family, peer = '', serverAddress = '', port = '', serverPort = '', ...more] = line.split(' ')
  if (more.length > 0 || (family !== 'TCP4' && family !== 'TCP6')) return bad('not `TCP4` or `TCP6` with four values')
  for (const address of [peer, serverAddress]) if (!isAddress(address, family)) return bad('an address that is none')
  for (const number of [port, serverPort]) if (!isPort(number)) return bad('a port that is none')
  return header(end + 2, { peer, port: Number(port), serverAddress, serverPort: Number(serverPort) })
}

/** The part of version 2 that says what comes, as far as it is there. */
function checkFixed(bytes: Uint8Array): ProxyHeader {
  const command = bytes[12]
  if (command !== undefined && command !== 0x20 && command !== 0x21) return bad('a version or command that is none')
  const family = bytes[13]
  if (family !== undefined && ![0x00, 0x11, 0x12, 0x21, 0x22, 0x31, 0x32].includes(family)) {
    return bad('a family or transport that is none')
  }
  const [high = 0] = bytes.subarray(14, 15)
  return high * 256 > longestRest ? bad('longer than can be') : partial
}

function readBinary(bytes: Uint8Array): ProxyHeader {
  const fixed = checkFixed(bytes)
  if (fixed.kind === 'bad') return fixed
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const rest = view.getUint16(14)
  if (rest > longestRest) return bad('longer than can be')
  const length = 16 + rest
  if (bytes.length < length) return partial
  const isLocal = bytes[12] === 0x20
  const family = (bytes[13] ?? 0) >> 4
  const isStream = ((bytes[13] ?? 0) & 15) === 1
  const size = [0, 4, 16, 108][family] ?? 0
  const addresses = size === 0 ? 0 : size === 108 ? 216 : 2 * size + 4
  if (rest < addresses) return bad('shorter than its addresses')
  if (!hasWholeExtensions(bytes.subarray(16 + addresses, length))) return bad('an extension that is cut off')
  // What a balancer asks on its own account, and families that have no IP address, are the connection itself.
  if (isLocal || size === 0 || size === 108) return { kind: 'header', length, ends: null }
  if (!isStream) return bad('not a stream')
  const address = (at: number): string => addressOf(bytes.subarray(at, at + size))
  return header(length, {
    peer: address(16),
    serverAddress: address(16 + size),
    port: view.getUint16(16 + 2 * size),
    serverPort: view.getUint16(18 + 2 * size),
  })
}

/** Type, length, value, one after the other up to the end. */
function hasWholeExtensions(bytes: Uint8Array): boolean {
  let at = 0
  while (at < bytes.length) {
    if (at + 3 > bytes.length) return false
    at += 3 + (bytes[at + 1] ?? 0) * 256 + (bytes[at + 2] ?? 0)
  }
  return at === bytes.length
}

function header(length: number, ends: Ends): ProxyHeader {
  const { peer, serverAddress } = ends
  return {
    kind: 'header',
    length,
    ends: { ...ends, peer: plainAddress(peer), serverAddress: plainAddress(serverAddress) },
  }
}

function addressOf(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.')
  const groups: string[] = []
  for (let i = 0; i < 16; i += 2) groups.push((((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0)).toString(16))
  const text = groups.join(':')
  const mapped = /^0:0:0:0:0:ffff:/.test(text)
  return mapped ? `::ffff:${bytes.subarray(12).join('.')}` : shortened(text)
}

/** The first of the longest runs of zero groups as `::`, as sockets have it. */
function shortened(text: string): string {
  let longest = ''
  for (const [run] of text.matchAll(/\b0(?::0)+\b/g)) if (run.length > longest.length) longest = run
  if (longest === '') return text
  const at = text.search(new RegExp(`\\b${longest}\\b`))
  return `${text.slice(0, at).replace(/:$/, '')}::${text.slice(at + longest.length).replace(/^:/, '')}`
}

function isAddress(text: string, family: string): boolean {
  // Node takes a zone for a part of an address.
  return !text.includes('%') && isIP(text) === (family === 'TCP4' ? 4 : 6)
}

function isPort(text: string): boolean {
  return /^(?:0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535
}
