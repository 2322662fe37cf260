import { parseCookies } from '@secrule/body'
import type { Settings } from '@secrule/program'
import { starred, stars } from './byte-range.js'
import type { Cover } from './mask-form.js'

/** A Cookie header with the values of covered cookies turned into stars. One with quoted values goes as a whole. */
export function maskCookies(header: string, settings: Readonly<Settings>, cover: Cover): string {
  const options = { format: settings.cookieFormat, separator: settings.cookieV0Separator }
  if (!parseCookies(header, options).some(({ name, value }) => cover(name, value) !== null)) return header
  if (settings.cookieFormat === 1) return stars(header)
  const separator = settings.cookieV0Separator === '' ? ';' : settings.cookieV0Separator
  return header
    .split(separator)
    .map((piece) => {
      const equals = piece.indexOf('=')
      if (equals < 0) return piece
      const value = piece.slice(equals + 1)
      // The parser drops white space at the end of the header.
      const ranges =
        cover(piece.slice(0, equals).trimStart(), value) ?? cover(piece.slice(0, equals).trimStart(), value.trimEnd())
      return ranges === null ? piece : piece.slice(0, equals + 1) + starred(value, ranges)
    })
    .join(separator)
}
