import type { Interruption } from 'secrule'
import { answer } from './answer.js'
import type { Exchange } from './exchange.js'

/**
 * Does what the engine wants done instead: a page, a redirection, or silence. When an answer is under way already, the
 * connection is destroyed, whatever was wanted. A `proxy` verdict is the business of the caller as long as there is a
 * request to send on; here it is a 500.
 */
export async function act(exchange: Exchange, verdict: Interruption): Promise<void> {
  exchange.context.counters.blocked++
  await pause(exchange, verdict.pauseMs ?? 0)
  if (exchange.isCut) return
  if (exchange.response.headersSent) return exchange.cut('stopped by the engine in mid-answer')
  if (verdict.action === 'drop') return exchange.cut('dropped by the engine')
  if (verdict.action === 'redirect') {
    const status = [301, 302, 303, 307, 308].includes(verdict.status) ? verdict.status : 302
    return answer(exchange, status, ['Location', headerUrl(verdict.url ?? '/')])
  }
  if (verdict.action === 'proxy') return answer(exchange, 500, [])
  const { status } = verdict
  await answer(exchange, Number.isInteger(status) && status >= 200 && status <= 599 ? status : 403, [])
}

/** Waits as long as a rule asks for, within the limit. */
export function pause(exchange: Exchange, milliseconds: number): Promise<void> {
  const wait = Math.min(milliseconds, exchange.context.options.limits.pause)
  if (!(wait > 0) || exchange.isCut) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, wait)
    exchange.onCut(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** A URL made by a rule may hold bytes of the request: what cannot stand in a header is percent-encoded. */
function headerUrl(url: string): string {
  return url.replace(
    /[^\x21-\x7e]/g,
    (char) => `%${(char.charCodeAt(0) & 255).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}
