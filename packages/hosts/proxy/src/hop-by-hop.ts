import { type RawHeaders, tokensOf } from '@secrule/host'

/** Fields that concern one connection only, in lower case. `proxy` is not one, but nobody sends it in good faith. */
const always = [
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'proxy'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade', 'http2-settings'],
]

/** The fields of a message that end here: the fixed ones and those that its Connection header lists. */
export function hopByHop(headers: RawHeaders): Set<string> {
  return new Set([...always, ...tokensOf(headers, 'connection')])
}
