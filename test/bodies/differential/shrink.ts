import type { GeneratedRequest } from './generated-request.js'

/** Texts of a request that can be made shorter, and the request with another text there. */
function places(request: GeneratedRequest): { text: string; put: (text: string) => GeneratedRequest }[] {
  return [
    { text: request.body, put: (body) => ({ ...request, body }) },
    { text: request.target, put: (target) => ({ ...request, target }) },
    ...request.headers.map(([name, value], i) => ({
      text: value,
      put: (text: string) => ({
        ...request,
        headers: request.headers.map((header, j): readonly [string, string] => (i === j ? [name, text] : header)),
      }),
    })),
  ]
}

/** The smallest request found, by leaving pieces out, that still fails. */
export async function shrink(
  request: GeneratedRequest,
  fails: (request: GeneratedRequest) => Promise<boolean>,
): Promise<GeneratedRequest> {
  let best = request
  let left = 3000
  for (let again = true; again; ) {
    again = false
    for (let place = 0; place < places(best).length; place++) {
      for (let size = Math.max(1, places(best)[place]!.text.length >> 1); size >= 1; size >>= 1) {
        for (let at = 0; at + size <= places(best)[place]!.text.length && left > 0; ) {
          const { text, put } = places(best)[place]!
          const smaller = put(text.slice(0, at) + text.slice(at + size))
          left--
          if (await fails(smaller)) {
            best = smaller
            again = true
          } else at += size
        }
      }
    }
  }
  return best
}
