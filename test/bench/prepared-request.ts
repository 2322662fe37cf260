import { bytes } from 'secrule'

type Body = string | { readonly base64: string }

interface WorkloadRequest {
  readonly id: string
  readonly label: string
  readonly method: string
  readonly uri: string
  readonly httpVersion: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body?: Body
  readonly response: {
    readonly status: number
    readonly headers: readonly (readonly [string, string])[]
    readonly body?: Body
  }
}

/** A request of the workload with everything that need not be done while the clock runs. */
export interface PreparedRequest {
  readonly id: string
  readonly label: string
  readonly method: string
  readonly httpVersion: string
  readonly headers: readonly (readonly [string, string])[]
  /** Bytes of both bodies. */
  readonly size: number
  uri(nonce: string): string
  body(nonce: string): Uint8Array | null
  readonly response: {
    readonly status: number
    readonly headers: readonly (readonly [string, string])[]
    readonly body: Uint8Array | null
  }
}

function bytesOf(body: Body | undefined): Uint8Array | null {
  if (body === undefined) return null
  return typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.base64, 'base64')
}

const asBytes = (headers: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] =>
  headers.map(([name, value]) => [bytes(name), bytes(value)])

export function prepare(requests: readonly WorkloadRequest[]): readonly PreparedRequest[] {
  return requests.map((request) => {
    const body = bytesOf(request.body)
    const content = bytesOf(request.response.body)
    const headers = asBytes(request.headers)
    const isForm = headers.some(([name, value]) => name === 'Content-Type' && value.includes('x-www-form-urlencoded'))
    const joint = request.uri.includes('?') ? '&' : '?'
    return {
      id: request.id,
      label: request.label,
      method: request.method,
      httpVersion: request.httpVersion,
      headers,
      size: (body?.length ?? 0) + (content?.length ?? 0),
      uri: (nonce) => `${request.uri}${joint}nonce=${nonce}`,
      body: (nonce) => (body === null || !isForm ? body : Buffer.concat([body, Buffer.from(`&nonce=${nonce}`)])),
      response: { status: request.response.status, headers: asBytes(request.response.headers), body: content },
    }
  })
}
