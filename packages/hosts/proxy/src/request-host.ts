import { type RawHeaders, valuesOf } from '@secrule/host'
import { type Refusal, refuse } from './refusal.js'

/** The host a request is for. */
export interface RequestHost {
  /** As sent, port included; empty for HTTP/1.0 without Host. */
  readonly authority: string
  /** In lower case, without port and closing dot. */
  readonly name: string
}

// A percent sign may only stand for a byte that can be shown.
const hostForm =
  /^(?:\[[0-9a-fA-F:.]+\]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%(?:[2-689a-fA-F][0-9a-fA-F]|7[0-9a-eA-E]))+)(?::[0-9]{0,5})?$/

/**
 * The one Host of a request. Refused: none in HTTP/1.1 and 2, several, one that is no host, and one that differs from the
 * authority of an absolute target; whoever stands behind us might pick the other.
 */
export function requestHost(
  headers: RawHeaders,
  httpVersion: string,
  targetAuthority: string | null,
): RequestHost | Refusal {
  const hosts = valuesOf(headers, 'host')
  if (hosts.length > 1) return refuse(400, 'more than one Host')
  const authority = hosts[0] ?? (httpVersion === '1.1' || httpVersion === '2.0' ? null : (targetAuthority ?? ''))
  if (authority === null) return refuse(400, 'no Host')
  if (hosts.length === 1 && !hostForm.test(authority)) return refuse(400, 'a Host that is none')
  if (targetAuthority !== null && !hostForm.test(targetAuthority)) return refuse(400, 'a target without a proper host')
  if (targetAuthority !== null && targetAuthority.toLowerCase() !== authority.toLowerCase()) {
    return refuse(400, 'a Host that differs from the target')
  }
  return { authority, name: hostName(authority) }
}

/** An authority in lower case, without port and closing dot. */
export function hostName(authority: string): string {
  const name = authority.toLowerCase().replace(/:[0-9]*$/, '')
  return name.endsWith('.') ? name.slice(0, -1) : name
}

/** Whether a host is served: an empty list serves all; `*.example.org` stands for every name below it. */
export function isHostAllowed(name: string, allowed: readonly string[]): boolean {
  if (allowed.length === 0) return true
  return allowed.some((entry) => (entry.startsWith('*.') ? name.endsWith(entry.slice(1)) : name === entry))
}
