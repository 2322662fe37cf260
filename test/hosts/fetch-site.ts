// The application as a fetch handler, for every platform that has them. No Node in here.
import { transactionOf } from '@secrule/fetch'
import { answer, type Journal, readTarget, type SiteRequest } from './site.js'

/** A fetch handler that answers what the site answers. `upgrade` takes WebSocket handshakes where the platform gives them. */
export function fetchSite(
  journal: Journal,
  upgrade: ((request: Request, rest: readonly unknown[]) => Response) | null,
) {
  return async (request: Request, ...rest: unknown[]): Promise<Response> => {
    if (request.headers.get('upgrade') === 'websocket' && upgrade !== null) {
      journal.calls++
      return upgrade(request, rest)
    }
    const { status, headers, body } = await answer(siteRequest(request), journal)
    const list = new Headers()
    for (const [name, value] of headers) list.append(name, value)
    const content = body !== null && typeof body !== 'string' && !(body instanceof Uint8Array) ? streamOf(body) : body
    // A body that is encoded already: Workers would do it once more.
    const encodeBody = list.has('content-encoding') ? { encodeBody: 'manual' } : {}
    return new Response(content as never, { status, headers: list, ...encodeBody })
  }
}

function siteRequest(request: Request): SiteRequest {
  const url = request.url.slice(request.url.indexOf('/', 8))
  return {
    ...readTarget(url),
    body: async () => new Uint8Array(await request.arrayBuffer()),
    parsed: async () =>
      request.headers.get('content-type')?.includes('json') === true
        ? request.json()
        : Object.fromEntries((await request.formData()) as unknown as Iterable<[string, string]>),
    transaction: transactionOf(request),
  }
}

function streamOf(body: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next()
      if (done === true) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}
