import { parseCookies } from '@secrule/body'
import type { Member, Settings } from '@secrule/program'
import { transformations } from '@secrule/stdlib'

/**
 * The secrets in masked headers, in every form in which rules may have come by them: the whole value, what follows the
 * scheme of an Authorization header, user and password of a Basic one, and each cookie by itself.
 */
export function credentials(
  headers: readonly Member[],
  masked: ReadonlySet<string>,
  cookies: ReadonlySet<string>,
  settings: Readonly<Settings>,
): string[] {
  const secrets: string[] = []
  for (const { key, value } of headers) {
    const name = key.toLowerCase()
    if (name === 'cookie') {
      const options = { format: settings.cookieFormat, separator: settings.cookieV0Separator }
      for (const cookie of parseCookies(value, options)) {
        if (masked.has('cookie') || cookies.has(cookie.name.toLowerCase())) secrets.push(cookie.value)
      }
    }
    if (!masked.has(name)) continue
    secrets.push(value)
    if (name.endsWith('authorization')) secrets.push(...authorizationSecrets(value))
    if (name === 'set-cookie') secrets.push(/^[^=;]*=([^;]*)/.exec(value)?.[1] ?? '')
  }
  return secrets
}

function authorizationSecrets(value: string): string[] {
  const token = /^\S+\s+(\S.*)$/s.exec(value)?.[1] ?? ''
  if (!/^basic\s/i.test(value)) return [token]
  const decoded = transformations.get('base64Decode')!.run(token)
  const colon = decoded.indexOf(':')
  return colon < 0 ? [token, decoded] : [token, decoded, decoded.slice(colon + 1)]
}
