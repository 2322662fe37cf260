import type { Interruption } from 'secrule'
import { headerUrl } from './header-text.js'
import type { RawHeaders } from './raw-headers.js'

/** What a verdict comes to on the wire: an answer of our own, or no answer at all. */
export type Reaction =
  | { readonly kind: 'drop' }
  | { readonly kind: 'answer'; readonly status: number; readonly headers: RawHeaders }

/**
 * What a host does about a verdict as long as no answer has begun. A redirection has a status that is one, anything else
 * a status that can carry a page. `proxy` is for hosts that can send a request on; here it is a 500.
 */
export function reactionTo(verdict: Interruption): Reaction {
  if (verdict.action === 'drop') return { kind: 'drop' }
  if (verdict.action === 'redirect') {
    const status = [301, 302, 303, 307, 308].includes(verdict.status) ? verdict.status : 302
    return { kind: 'answer', status, headers: ['Location', headerUrl(verdict.url ?? '/')] }
  }
  if (verdict.action === 'proxy') return { kind: 'answer', status: 500, headers: [] }
  const { status } = verdict
  return {
    kind: 'answer',
    status: Number.isInteger(status) && status >= 200 && status <= 599 ? status : 403,
    headers: [],
  }
}
