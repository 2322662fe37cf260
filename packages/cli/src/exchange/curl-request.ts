import { encodeText } from '../byte-string.js'
import { CommandError } from '../command-error.js'
import { packageVersion } from '../package-version.js'
import { readInput } from '../read-input.js'
import type { HttpRequest } from './exchange.js'

/** The options of curl that make a request. */
export interface CurlOptions {
  readonly request?: string
  readonly header?: readonly string[]
  readonly data?: readonly string[]
  readonly dataBinary?: readonly string[]
  readonly dataJson?: readonly string[]
}

/**
 * Makes the request that curl would send to a URL. The path stays as written (`/../` too), but for the bytes that no
 * client sends bare: white space, quotes and angle brackets, and everything beyond ASCII.
 */
export async function curlRequest(url: string, options: CurlOptions): Promise<HttpRequest> {
  const parts = /^(?:https?:\/\/([^/?#]*))?([^#]*)/i.exec(url)
  const host = parts?.[1] ?? 'localhost'
  const rest = parts?.[2] ?? ''
  const path = rest.startsWith('/') ? rest : `/${rest}`
  const body = await bodyOf(options)
  const headers: [string, string][] = [
    ['Host', host.replace(/^[^@]*@/, '')],
    ['User-Agent', `secrule-inspect/${packageVersion()}`],
    ['Accept', options.dataJson === undefined ? '*/*' : 'application/json'],
  ]
  if (body !== null) headers.push(['Content-Type', contentType(options)], ['Content-Length', `${body.length}`])
  return {
    method: encodeText(options.request ?? (body === null ? 'GET' : 'POST')),
    target: encodeTarget(encodeText(path)),
    version: '1.1',
    headers: replaced(headers, options.header ?? []),
    body: body ?? '',
  }
}

function contentType(options: CurlOptions): string {
  return options.dataJson === undefined ? 'application/x-www-form-urlencoded' : 'application/json'
}

function encodeTarget(target: string): string {
  return target.replace(
    /[\x00-\x20"<>`\x7f-\xff]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}

/** `-d` pieces are joined with `&` and lose the line ends of files; `--data-binary` keeps them. Null: no body. */
async function bodyOf(options: CurlOptions): Promise<string | null> {
  const pieces: string[] = []
  for (const piece of options.data ?? []) {
    const text = await content(piece)
    pieces.push(piece.startsWith('@') ? text.replace(/[\r\n\0]/g, '') : text)
  }
  for (const piece of options.dataBinary ?? []) pieces.push(await content(piece))
  if (options.dataJson === undefined) return pieces.length > 0 ? pieces.join('&') : null
  if (pieces.length > 0) throw new CommandError('--data-json does not go together with -d or --data-binary')
  for (const piece of options.dataJson) pieces.push(await content(piece))
  return pieces.join('')
}

/** The text itself, or with `@` the content of the file named. */
async function content(piece: string): Promise<string> {
  return piece.startsWith('@') ? readInput(piece.slice(1)) : encodeText(piece)
}

/** `-H 'Name: value'` replaces a header that is there by default or adds one; `-H 'Name:'` takes it away. */
function replaced(defaults: readonly [string, string][], given: readonly string[]): [string, string][] {
  let headers = [...defaults]
  const isDefault = new Set(defaults.map(([name]) => name.toLowerCase()))
  for (const text of given) {
    const parts = /^([^:;\s]+)\s*([:;])\s*([\s\S]*)$/.exec(encodeText(text))
    if (parts === null) throw new CommandError(`-H takes 'Name: value', not '${text}'`)
    const [, name = '', separator, value = ''] = parts
    if (isDefault.delete(name.toLowerCase())) {
      headers = headers.filter(([each]) => each.toLowerCase() !== name.toLowerCase())
    }
    if (value !== '' || separator === ';') headers.push([name, value])
  }
  return headers
}
