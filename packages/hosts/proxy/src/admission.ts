import { tokensOf } from '@secrule/host'
import { type Framing, requestFraming } from './framing.js'
import type { ParsedRequest } from './parsed-request.js'
import { type Refusal, refuse } from './refusal.js'
import { hostName, isHostAllowed, type RequestHost, requestHost } from './request-host.js'
import { type RequestTarget, requestTarget } from './request-target.js'
import type { ResolvedOptions } from './resolve-options.js'

/** What a request that may be forwarded is, after its message has been understood. */
export interface Admission {
  readonly framing: Framing
  readonly target: RequestTarget
  readonly host: RequestHost
}

/**
 * Decides, without the rules, whether a request is one that can be forwarded with a single meaning. The rules still see a
 * refused one, and their verdict goes first.
 */
export function admit(request: ParsedRequest, options: ResolvedOptions): Admission | Refusal {
  const { method, headers, httpVersion } = request
  const { limits } = options
  if (httpVersion === '' || httpVersion.startsWith('0.')) return refuse(400, 'an HTTP version without headers')
  if (httpVersion !== (request.framing === undefined ? '1.1' : '2.0') && httpVersion !== '1.0')
    return refuse(505, 'an HTTP version we do not speak')
  if (limits.headers > 0 && headers.length / 2 > limits.headers) return refuse(431, 'too many headers')
  if (limits.target > 0 && request.target.length > limits.target) return refuse(414, 'a target that is too long')
  if (/[^\x21-\xff]/.test(request.target)) return refuse(400, 'a target with blanks')
  const framing = request.framing ?? requestFraming(headers, httpVersion)
  if ('status' in framing) return framing
  const target = requestTarget(request.target, method)
  if ('status' in target) return target
  if (!options.methods.has(method)) {
    return { status: 405, reason: 'a method that is not served', allow: [...options.methods].join(', ') }
  }
  const isConnect = method === 'CONNECT'
  if (isConnect && framing.kind !== 'none') return refuse(400, 'CONNECT with a body')
  // The target of CONNECT goes on as it is, so there are two hosts, and both must be served ones.
  const host = requestHost(headers, httpVersion, isConnect ? null : target.authority)
  if ('status' in host) return host
  const names = isConnect ? [host.name, hostName(target.authority ?? '')] : [host.name]
  if (!names.every((name) => isHostAllowed(name, options.allowedHosts))) return refuse(421, 'a host that is not served')
  if (limits.requestBody > 0 && framing.kind === 'length' && framing.length > limits.requestBody) {
    return refuse(413, 'a body that is too large')
  }
  const expectations = tokensOf(headers, 'expect')
  if (httpVersion !== '1.0' && expectations.some((token) => token !== '100-continue')) {
    return refuse(417, 'an expectation other than 100-continue')
  }
  return { framing, target, host }
}
