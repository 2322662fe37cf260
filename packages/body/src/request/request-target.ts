import { percentDecode } from '../percent-decode.js'

/** A request target taken apart. All parts are byte strings; nothing is normalised but what the name says. */
export interface RequestTarget {
  /** As sent: REQUEST_URI_RAW. */
  readonly raw: string
  /** Without fragment, scheme and host, `%XX` decoded once: REQUEST_URI. */
  readonly uri: string
  /** The same, not decoded: REQUEST_URI as ModSecurity 2 and Coraza have it. */
  readonly uriUndecoded: string
  /** The path, decoded once: REQUEST_FILENAME and PATH_INFO. An encoded `?` or `#` is part of it. */
  readonly filename: string
  /** What follows the last `/` or `\` of the filename; null when nothing does or there is none. */
  readonly basename: string | null
  /** Raw text behind the first `?`, without the fragment: QUERY_STRING. */
  readonly queryString: string
  /** Raw text behind the first `#`; null when there is none. No client may send one. */
  readonly fragment: string | null
  /** The host of the absolute form as sent, with user and port; null in the other forms. */
  readonly authority: string | null
  /** Which form of RFC 9112 it is; `other` is none of them, such as `index.php` or an empty target. */
  readonly form: 'origin' | 'absolute' | 'authority' | 'asterisk' | 'other'
}

/** Takes a request target apart without ever failing: any bytes are accepted, and every byte stays visible in `raw`. */
export function parseRequestTarget(target: string): RequestTarget {
  const hash = target.indexOf('#')
  const whole = hash < 0 ? target : target.slice(0, hash)
  const mark = whole.indexOf('?')
  const path = mark < 0 ? whole : whole.slice(0, mark)
  const start = absolutePathStart(path)
  const decodedPath = percentDecode(path)
  const decodedStart = absolutePathStart(decodedPath)
  const filename = decodedPath.slice(decodedStart)
  const uriUndecoded = start === 0 ? whole : whole.slice(start)
  const query = mark < 0 ? '' : whole.slice(mark)
  const authority = absoluteAuthority(path)
  return {
    raw: target,
    uri: query === '' ? filename : filename + percentDecode(query),
    uriUndecoded,
    filename,
    basename: lastPiece(filename),
    queryString: query.slice(1),
    fragment: hash < 0 ? null : target.slice(hash + 1),
    authority,
    form: formOf(target, authority),
  }
}

/**
 * Where the path begins in an absolute form: the first `/` behind `://` and the host. 0 when it is not an absolute form,
 * or when no path follows: then nothing is cut off, so that nothing is hidden.
 */
function absolutePathStart(path: string): number {
  const host = hostStart(path)
  return host < 0 ? 0 : Math.max(0, path.indexOf('/', host))
}

function hostStart(path: string): number {
  if (path[0] === '/') return -1
  const colon = path.indexOf(':')
  return colon >= 0 && path.startsWith('//', colon + 1) ? colon + 3 : -1
}

function absoluteAuthority(path: string): string | null {
  const host = hostStart(path)
  if (host < 0) return null
  const slash = path.indexOf('/', host)
  return slash < 0 ? path.slice(host) : path.slice(host, slash)
}

function lastPiece(filename: string): string | null {
  const cut = Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\'))
  return cut < 0 || cut + 1 === filename.length ? null : filename.slice(cut + 1)
}

function formOf(target: string, authority: string | null): RequestTarget['form'] {
  if (target[0] === '/') return 'origin'
  if (target === '*') return 'asterisk'
  if (authority !== null) return 'absolute'
  const colon = target.lastIndexOf(':')
  if (colon <= 0 || colon + 1 === target.length) return 'other'
  for (let i = colon + 1; i < target.length; i++) {
    const code = target.charCodeAt(i)
    if (code < 48 || code > 57) return 'other'
  }
  for (let i = 0; i < colon; i++) if ('/?#@\\ '.includes(target[i]!)) return 'other'
  return 'authority'
}
