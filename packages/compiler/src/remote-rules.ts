import { type Diagnostic, type FetchLimits, problem, type RuleFetcher } from '@secrule/program'
import type { PlainDirective } from '@secrule/syntax'

/** What was fetched for SecRemoteRules by URL: the rules as a byte string, or why there are none. */
export type RemoteRules = ReadonlyMap<string, { readonly text: string } | { readonly error: string }>

/** Rules that a SecRemoteRules asks for. */
export interface RemoteSource {
  readonly url: string
  /** Sent with the request, so that the server knows whom it gives its rules. */
  readonly key: string
}

/** What one load of remote rules may take. */
const fetchLimits: FetchLimits = { bytes: 16_777_216, milliseconds: 30_000 }
const form = '`SecRemoteRules KEY URL`'

/** What a SecRemoteRules names, or what is wrong with it. */
export function remoteSource({ name, words }: PlainDirective): RemoteSource | Diagnostic {
  const [key, url, third] = words
  if (key === undefined || url === undefined) return problem(name.span, 'too-few-words', name.value, form)
  if (third !== undefined) {
    if (key.value.toLowerCase() !== 'crypto') return problem(third.span, 'too-many-words', name.value, form)
    const why = 'how they are encrypted is not published'
    return problem(key.span, 'unsupported', 'a load of encrypted rules', why, 'leave `crypto` out')
  }
  const wrong = urlProblem(url.value)
  if (wrong !== null) {
    return problem(
      url.span,
      'remote-rules',
      url.value,
      wrong,
      'write an address such as `https://rules.example.com/site`',
    )
  }
  if (!/^[\x21-\x7e]+$/.test(key.value)) return problem(key.span, 'bad-word', key.value, name.value, form)
  return { url: url.value, key: key.value }
}

function urlProblem(text: string): string | null {
  const [, scheme, host = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(text) ?? []
  if (scheme !== undefined && scheme.toLowerCase() !== 'https') return 'rules are loaded over HTTPS only'
  if (host.includes('@')) return 'the URL of rules stands in logs, so it has no password'
  const isUrl = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.test(host) && /^[\x21-\x7e]+$/.test(text)
  return isUrl ? null : 'this is no URL'
}

/** Fetches rules, each URL once. What fails is in the result too: whether that matters is for SecRemoteRulesFailAction. */
export async function fetchRemoteRules(
  sources: readonly RemoteSource[],
  fetchRules: RuleFetcher,
): Promise<RemoteRules> {
  const fetched = new Map<string, { readonly text: string } | { readonly error: string }>()
  for (const { url, key } of sources) {
    if (fetched.has(url)) continue
    try {
      const bytes = await fetchRules(url, { 'ModSec-key': key }, fetchLimits)
      const isTooLarge = bytes.length > fetchLimits.bytes
      fetched.set(url, isTooLarge ? { error: `they are more than ${fetchLimits.bytes} bytes` } : { text: latin(bytes) })
    } catch (error) {
      fetched.set(url, { error: error instanceof Error ? error.message : String(error) })
    }
  }
  return fetched
}

/** Bytes as a byte string. */
function latin(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return text
}
