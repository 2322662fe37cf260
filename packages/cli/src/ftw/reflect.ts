import type { BuiltRequest } from './build-request.js'

/** A response as the reflecting backend makes it. Texts are byte strings. */
export interface Reflected {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

interface Wish {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly encodedBody?: string
}

/**
 * What the backend of the CRS test suite answers: `/reflect` gives whatever the request's JSON body asks for, `/status/N`
 * that status, everything else an empty 200.
 */
export function reflect(request: Pick<BuiltRequest, 'line' | 'body'>): Reflected {
  const target = request.line.trim().split(/\s+/)[1] ?? '/'
  const plain: Reflected = { status: 200, headers: [], body: '' }
  const status = /^\/status\/(\d{3})$/.exec(target)
  if (status !== null) return { ...plain, status: Number(status[1]) }
  if (!/^\/reflect\/?(?:\?|$)/.test(target)) return plain
  let wish: Wish
  try {
    wish = JSON.parse(Buffer.from(request.body, 'latin1').toString('utf8')) as Wish
  } catch {
    return { ...plain, status: 400, body: 'the body is not JSON' }
  }
  const body =
    wish.encodedBody !== undefined
      ? Buffer.from(wish.encodedBody, 'base64').toString('latin1')
      : Buffer.from(wish.body ?? '', 'utf8').toString('latin1')
  return {
    status: wish.status ?? 200,
    headers: Object.entries(wish.headers ?? {}).map(([name, value]) => [name, String(value)]),
    body,
  }
}
