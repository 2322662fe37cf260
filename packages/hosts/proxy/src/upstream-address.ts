/** A server that requests go to. */
export interface UpstreamAddress {
  readonly secure: boolean
  /** Without brackets. */
  readonly hostname: string
  readonly port: number
  /** As it stands in a Host header: brackets, and the port when it is not the default one. */
  readonly authority: string
  /** Path and query, empty for an address without. */
  readonly path: string
}

const form = /^(https?):\/\/(?:\[([0-9a-f:.]+)\]|([a-z0-9._~-]+))(?::(\d{1,5}))?([/?][\x21-\x7e]*)?$/i

/** Splits an `http:` or `https:` address; null when it is not one, or has a user name, a fragment or odd characters. */
export function readAddress(text: string): UpstreamAddress | null {
  const parts = form.exec(text)
  if (parts === null) return null
  const secure = parts[1]?.toLowerCase() === 'https'
  const hostname = (parts[2] ?? parts[3] ?? '').toLowerCase()
  const port = parts[4] === undefined ? (secure ? 443 : 80) : Number(parts[4])
  if (port < 1 || port > 65_535) return null
  const named = parts[2] === undefined ? hostname : `[${hostname}]`
  const authority = port === (secure ? 443 : 80) ? named : `${named}:${port}`
  return { secure, hostname, port, authority, path: parts[5] ?? '' }
}

/** The address of the option `upstream`. Throws when it is not usable. */
export function upstreamAddress(text: string): UpstreamAddress {
  const address = readAddress(String(text))
  if (address === null || (address.path !== '' && address.path !== '/')) {
    throw new Error(`proxy options: \`upstream\` must be \`http://host[:port]\` without a path, not \`${text}\``)
  }
  return address
}
