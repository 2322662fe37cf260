import type { ConnectionFacts } from './fetch-options.js'

interface NodeIncoming {
  readonly rawHeaders: readonly string[]
  readonly url?: string
  readonly httpVersion?: string
  readonly socket?: NodeSocket
}
interface NodeSocket {
  readonly remoteAddress?: string
  readonly remotePort?: number
  readonly localAddress?: string
  readonly localPort?: number
  destroy?(): void
}
type BunServer = { requestIP(request: Request): { readonly address?: string; readonly port?: number } | null }

/** What the well-known platforms hand to a fetch handler besides the request. */
export function knownConnection(request: Request, rest: readonly unknown[]): ConnectionFacts {
  const [first] = rest
  if (has(first, 'incoming') && has(first.incoming, 'rawHeaders'))
    return ofNode(first.incoming as unknown as NodeIncoming)
  if (has(first, 'requestIP') && typeof first.requestIP === 'function') {
    return pick((first as unknown as BunServer).requestIP(request))
  }
  if (has(first, 'remoteAddr')) return ofDeno(first.remoteAddr)
  if (has(request, 'cf')) return ofWorkers(request)
  return {}
}

function ofNode({ rawHeaders, url, httpVersion, socket }: NodeIncoming): ConnectionFacts {
  return {
    headers: rawHeaders,
    ...(url === undefined ? {} : { target: url }),
    ...(httpVersion === undefined ? {} : { httpVersion }),
    ...pick({ address: socket?.remoteAddress, port: socket?.remotePort }),
    serverAddress: socket?.localAddress ?? '',
    serverPort: socket?.localPort ?? 0,
    drop: () => socket?.destroy?.(),
  }
}

function ofDeno(peer: unknown): ConnectionFacts {
  return has(peer, 'hostname') ? pick({ address: peer.hostname, port: has(peer, 'port') ? peer.port : undefined }) : {}
}

/** Cloudflare's edge writes CF-Connecting-IP itself; a client cannot. */
function ofWorkers(request: Request): ConnectionFacts {
  const cf = (request as { cf?: unknown }).cf
  const protocol = has(cf, 'httpProtocol') ? /^HTTP\/(\S+)$/.exec(String(cf.httpProtocol))?.[1] : undefined
  const version = protocol === undefined ? {} : { httpVersion: protocol }
  return cf === undefined ? {} : { ...pick({ address: request.headers.get('cf-connecting-ip') }), ...version }
}

function pick(peer: { readonly address?: unknown; readonly port?: unknown } | null): ConnectionFacts {
  return {
    ...(typeof peer?.address === 'string' ? { address: peer.address } : {}),
    ...(typeof peer?.port === 'number' ? { port: peer.port } : {}),
  }
}

function has<K extends string>(value: unknown, name: K): value is Record<K, unknown> {
  return typeof value === 'object' && value !== null && name in value
}
