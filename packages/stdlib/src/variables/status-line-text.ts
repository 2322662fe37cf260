import { type ResponseState, reasonPhrase } from '@secrule/program'

/** The status line of a response as HTTP/1.1 writes it, or null before there is a response. */
export function statusLineText(response: ResponseState): string | null {
  if (response.status === 0) return null
  return [response.protocol, String(response.status), reasonPhrase(response.status)]
    .filter((part) => part !== '')
    .join(' ')
}
