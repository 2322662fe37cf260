import type { Inflate, InflateEnd } from '@secrule/program'
import type { BodyBuffer } from './body-buffer.js'

/** More codings than this are not undone: nobody sends them, and each costs a pass. */
const mostCodings = 3
/** A body may grow to this without being asked how it did. */
const freeSize = 1_048_576

/** What bounds decoding. */
export interface DecodingLimits {
  /** Bytes that a body may have without its codings. */
  readonly size: number
  /** How many times its size a body may grow to, once it is larger than a megabyte. */
  readonly ratio: number
}

/** A body without its codings, as far as they could be undone. */
export interface DecodedBody {
  /** Null when not a byte could be decoded. */
  readonly buffer: BodyBuffer | null
  /** How the last coding that was tried ended; null for one that is not known here, or too many. */
  readonly end: InflateEnd | null
  /** It is larger than the limit of the size: the buffer holds that much. */
  readonly overLimit: boolean
  /** What is wrong with it; null when it is complete, or just too large. */
  readonly error: string | null
}

const reasons: Readonly<Record<InflateEnd, (coding: string) => string | null>> = {
  complete: () => null,
  cut: (coding) => `the ${coding} data ends too early`,
  broken: (coding) => `the body is not ${coding} data`,
  surplus: (coding) => `the ${coding} data holds more than its content`,
  stopped: () => null,
}

/**
 * Undoes the content codings of a body, the last one first, each into a buffer of its own, so that a large body is in
 * memory in no form. The body itself stays as it is.
 */
export async function decodeBody(
  body: BodyBuffer,
  codings: readonly string[],
  inflate: Inflate | null,
  limits: DecodingLimits,
): Promise<DecodedBody> {
  let decoded: BodyBuffer | null = null
  const told = (end: InflateEnd | null, error: string | null, overLimit = false): DecodedBody => {
    return { buffer: decoded, end, overLimit, error: error === null ? null : `Content-Encoding: ${error}` }
  }
  if (codings.length > mostCodings) return told(null, `more than ${mostCodings} codings`)
  const most = Math.min(limits.size, Math.max(freeSize, body.length * limits.ratio))
  let error: string | null = null
  let end: InflateEnd = 'complete'
  for (const coding of [...codings].reverse()) {
    const target = body.another()
    const source: BodyBuffer = decoded ?? body
    const pending = inflate?.(coding, source.stream(), (chunk) => {
      const room = most - target.length
      target.append(chunk.length > room ? chunk.subarray(0, room) : chunk)
      return chunk.length <= room
    })
    if (pending === undefined || pending === null) return told(null, error ?? `${shown(coding)} cannot be undone here`)
    end = await pending
    error ??= reasons[end](coding)
    // What came out before is all there is to see: how much comes out of broken data depends on how it arrived.
    if (end === 'broken' || (target.length === 0 && end !== 'complete')) {
      target.clear()
      break
    }
    decoded?.clear()
    decoded = target
    if (end === 'stopped') {
      const tooLarge = most === limits.size
      return told(end, tooLarge ? error : `the body grows to more than ${limits.ratio} times its size`, tooLarge)
    }
  }
  return told(end, error)
}

/** A coding is a token of any length; the log needs to recognise it. */
function shown(coding: string): string {
  return coding.length > 30 ? `${coding.slice(0, 30)}...` : coding
}
