/** A request that a generator wrote: all texts are byte strings. */
export interface GeneratedRequest {
  readonly kind: 'query' | 'form' | 'multipart' | 'json' | 'xml' | 'cookie'
  readonly target: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

/** What an attacker wants the application to read. It needs encoding nearly everywhere and means nothing by itself. */
export const payload = '<p4yl0ad>'

/** The value of a header as Node hands it to an application: the first of a singular one, cookies joined. */
export function headerOf(request: GeneratedRequest, name: string): string {
  const found = request.headers.filter(([header]) => header.toLowerCase() === name).map(([, value]) => value)
  return name === 'cookie' ? found.join('; ') : (found[0] ?? '')
}
