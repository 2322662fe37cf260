// The application behind every host: the same routes everywhere, each host sends the answers in its own way. No Node in here.

/** What the application needs of a request. */
export interface SiteRequest {
  readonly path: string
  readonly query: URLSearchParams
  /** The body as the application reads it. */
  body(): Promise<Uint8Array>
  /** What the host's body parser makes of it. */
  parsed(): Promise<unknown>
  readonly transaction: { readonly id: string; readonly matchedRules: readonly { readonly id: number }[] } | null
}

/** What the application answers. */
export interface SiteAnswer {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string | Uint8Array | AsyncIterable<Uint8Array> | null
}

/** What has happened behind and around a host; `/journal` gives it, without being inspected. */
export interface Journal {
  /** Requests that reached the application. */
  calls: number
  readonly lines: string[]
  readonly errors: string[]
  readonly audits: { readonly id: string; readonly status: number }[]
  readonly blocks: string[]
}

const html = ['content-type', 'text/html; charset=utf-8'] as const
const plain = ['content-type', 'application/octet-stream'] as const
/** gzip of `<p>evil-page</p>`, and of `<p>good-page</p>`. */
const zipped = {
  evil: 'H4sIAAAAAAAAA7MpsEsty8zRLUhMT7XRL7ADAI9BxzUQAAAA',
  good: 'H4sIAAAAAAAAA7MpsEvPz0/RLUhMT7XRL7ADAB6pSD8QAAAA',
}
/** The same with br. */
const brotli = {
  evil: 'iweAPHA+ZXZpbC1wYWdlPC9wPgM=',
  good: 'iweAPHA+Z29vZC1wYWdlPC9wPgM=',
}
export const large = 5_242_880

/** A text of a given length in which every byte value follows from its place. */
export function pattern(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i++) bytes[i] = (i * 31 + (i >> 8)) & 255
  return bytes
}

/** A checksum (FNV-1a) to compare bodies by. */
export function sumOf(bytes: Uint8Array): number {
  let sum = 0x811c9dc5
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0
  return sum
}

/** Answers a request. Throws where the route says so. */
export async function answer(request: SiteRequest, journal: Journal): Promise<SiteAnswer> {
  const { path, query, transaction } = request
  if (path === '/journal') return json(journal)
  journal.calls++
  if (path.endsWith('/mirror')) return json({ matched: transaction?.matchedRules.map(({ id }) => id) })
  switch (path) {
    case '/echo': {
      const body = await request.body()
      const matched = transaction?.matchedRules.map(({ id }) => id).filter((id) => id !== 114)
      return json({ length: body.length, sum: sumOf(body), matched })
    }
    case '/parsed':
      return json(await request.parsed())
    case '/page':
      return {
        status: 200,
        headers: [
          html,
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
          ...(query.has('leak') ? [['X-Leak', 'yes'] as const] : []),
        ],
        body: query.has('evil') ? '<p>evil-page</p>' : '<p>hello</p>',
      }
    case '/gzip':
    case '/br': {
      const texts = path === '/br' ? brotli : zipped
      const text = query.has('evil') ? texts.evil : texts.good
      return {
        status: 200,
        headers: [html, ['content-encoding', path.slice(1)]],
        body: Uint8Array.from(atob(text), (c) => c.charCodeAt(0)),
      }
    }
    case '/large':
      return { status: 200, headers: [query.has('html') ? html : plain], body: pattern(large) }
    case '/stream':
      return {
        status: 200,
        headers: [html],
        body: stream(['<p>one</p>', query.has('evil') ? 'evil-' : 'good-', 'page'], 10),
      }
    case '/events':
      return {
        status: 200,
        headers: [['content-type', 'text/event-stream']],
        body: stream(['data: 1\n\n', 'data: 2\n\n'], 300),
      }
    case '/empty':
      return { status: 204, headers: [], body: null }
    case '/throw':
      throw new Error('the application failed')
    default:
      return { status: 404, headers: [html], body: '<p>nothing here</p>' }
  }
}

/** Query of a target, path or URL. */
export function readTarget(target: string): { path: string; query: URLSearchParams } {
  const mark = target.indexOf('?')
  return mark < 0
    ? { path: target, query: new URLSearchParams() }
    : { path: target.slice(0, mark), query: new URLSearchParams(target.slice(mark + 1)) }
}

function json(value: unknown): SiteAnswer {
  return { status: 200, headers: [['content-type', 'application/json']], body: JSON.stringify(value ?? null) }
}

async function* stream(parts: readonly string[], pause: number): AsyncIterable<Uint8Array> {
  for (const [i, part] of parts.entries()) {
    if (i > 0) await new Promise((resolve) => setTimeout(resolve, pause))
    yield new TextEncoder().encode(part)
  }
}
