import type { ServerResponse } from 'node:http'

/** The methods of a response through which something is decided or sent, as they were before the gate. */
export interface ResponseMethods {
  writeHead(status: number, headers?: readonly string[]): unknown
  write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean
  end(chunk?: unknown, encoding?: unknown, callback?: unknown): unknown
  flushHeaders(): void
  setHeader(name: string, value: unknown): unknown
  appendHeader(name: string, value: unknown): unknown
  removeHeader(name: string): void
  setHeaders(headers: unknown): unknown
}

const names = [
  ...(['writeHead', 'write', 'end', 'flushHeaders'] as const),
  ...(['setHeader', 'appendHeader', 'removeHeader', 'setHeaders'] as const),
]

/** Keeps the methods that hold now. Somebody in front of us may have put in his own: then those. */
export function responseMethods(response: ServerResponse): ResponseMethods {
  const methods: Record<string, unknown> = {}
  const from = response as unknown as Record<string, unknown>
  for (const name of names) {
    const method = from[name]
    if (typeof method === 'function') methods[name] = method.bind(response)
  }
  return methods as unknown as ResponseMethods
}

/** Puts a getter in front of one of the response's own, which it is given. */
export function overlayGetter(
  response: ServerResponse,
  name: string,
  get: (native: boolean) => boolean,
): () => boolean {
  let holder: object | null = response
  let native: PropertyDescriptor | undefined
  while (holder !== null && native === undefined) {
    native = Object.getOwnPropertyDescriptor(holder, name)
    holder = Object.getPrototypeOf(holder)
  }
  const read = (): boolean => (native?.get === undefined ? native?.value : native.get.call(response)) === true
  Object.defineProperty(response, name, { configurable: true, enumerable: true, get: () => get(read()) })
  return read
}
