/** How far a raw answer has come. */
export interface AnswerState {
  /** Null until the status line is there, and for an answer without one. */
  readonly status: number | null
  readonly isComplete: boolean
  /** It is no HTTP/1 answer and will not become one. */
  readonly problem: string | null
}

const unfinished: AnswerState = { status: null, isComplete: false, problem: null }

/**
 * Looks at what has come of an answer to a request of that method. Interim answers (100 to 199) are passed over. An answer
 * that neither has a length nor comes in chunks is complete when the connection ends.
 */
export function readAnswer(text: string, method: string, hasEnded: boolean): AnswerState {
  let at = 0
  for (;;) {
    const rest = text.slice(at, at + 65_536)
    if (rest.length > 0 && !'HTTP/'.startsWith(rest.slice(0, 5))) {
      return { ...unfinished, problem: 'an answer without a status line (HTTP/0.9)' }
    }
    const end = text.indexOf('\r\n\r\n', at)
    if (end < 0) return unfinished
    const head = text.slice(at, end)
    const status = /^HTTP\/\d\.\d (\d{3})(?: |\r|$)/.exec(head)?.[1]
    if (status === undefined) return { ...unfinished, problem: 'an answer with a broken status line' }
    at = end + 4
    if (Number(status) < 200 && status !== '101') continue
    return {
      status: Number(status),
      isComplete: isWhole(text, at, head, method, Number(status), hasEnded),
      problem: null,
    }
  }
}

function isWhole(
  text: string,
  bodyAt: number,
  head: string,
  method: string,
  status: number,
  hasEnded: boolean,
): boolean {
  if (method === 'HEAD' || status === 101 || status === 204 || status === 304) return true
  if (method === 'CONNECT' && status < 300) return true
  if (/^transfer-encoding:[^\r]*\bchunked\b/im.test(head)) return hasAllChunks(text, bodyAt)
  const length = /^content-length:[ \t]*(\d+)/im.exec(head)?.[1]
  return length === undefined ? hasEnded : text.length - bodyAt >= Number(length)
}

function hasAllChunks(text: string, from: number): boolean {
  let at = from
  for (;;) {
    const end = text.indexOf('\r\n', at)
    if (end < 0) return false
    const size = Number.parseInt(text.slice(at, Math.min(end, at + 16)), 16)
    if (!(size >= 0)) return false
    at = end + 2
    if (size === 0) return text.startsWith('\r\n', at) || text.indexOf('\r\n\r\n', at) >= 0
    at += size + 2
  }
}
