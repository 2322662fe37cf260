import { type Refusal, refuse } from './refusal.js'

/** A request target by its form. */
export interface RequestTarget {
  /** What goes to the upstream: origin form, or `*`. */
  readonly path: string
  /** The authority of an absolute target, else null. */
  readonly authority: string | null
}

/**
 * Takes a target apart without interpreting it: no decoding, no dot segments, no URL parser. An absolute target gives its
 * authority and the rest of its bytes; `*` is for OPTIONS only, host and port alone for CONNECT; everything else must
 * begin with a slash. A `#` has no place in a target, and servers differ in what they take it for.
 */
export function requestTarget(target: string, method: string): RequestTarget | Refusal {
  if (target.includes('#')) return refuse(400, 'a target with a fragment')
  if (method === 'CONNECT') {
    const isAuthority = /^(?:\[[0-9a-f:.]+\]|[^/?#@\\:[\]]+):\d{1,5}$/i.test(target)
    return isAuthority ? { path: target, authority: target } : refuse(400, 'CONNECT without host and port')
  }
  if (target.startsWith('/')) return { path: target, authority: null }
  if (target === '*') {
    return method === 'OPTIONS' ? { path: '*', authority: null } : refuse(400, 'the target `*` without OPTIONS')
  }
  const parts = /^https?:\/\/([^/?#@\\]+)([/?].*)?$/i.exec(target)
  if (parts === null) return refuse(400, 'a target that is neither a path nor an http address')
  const rest = parts[2] ?? '/'
  return { path: rest.startsWith('?') ? `/${rest}` : rest, authority: parts[1] ?? '' }
}
