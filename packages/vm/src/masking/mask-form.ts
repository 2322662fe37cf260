import { urlDecode } from '@secrule/body'
import { type ByteRange, starred, stars } from './byte-range.js'

/** What of an argument is masked: ranges of its decoded value; null for nothing. */
export type Cover = (name: string, value: string) => readonly ByteRange[] | null

/** A query string or url-encoded body with the values of covered arguments turned into stars, byte for byte; tells what it masked as a whole. */
export function maskForm(text: string, separator: string, cover: Cover, onMasked?: (raw: string) => void): string {
  const between = separator === '' ? '&' : separator
  return text
    .split(between)
    .map((piece) => maskPiece(piece, cover, onMasked))
    .join(between)
}

function maskPiece(piece: string, cover: Cover, onMasked?: (raw: string) => void): string {
  const equals = piece.indexOf('=')
  if (equals < 0) return piece
  const raw = piece.slice(equals + 1)
  const value = urlDecode(raw).text
  const ranges = cover(urlDecode(piece.slice(0, equals)).text, value)
  if (ranges === null) return piece
  const masked = maskRaw(raw, value, ranges)
  if (masked === stars(raw)) onMasked?.(raw)
  return piece.slice(0, equals + 1) + masked
}

/** Ranges count decoded bytes: here they become ranges of the bytes as sent. */
function maskRaw(raw: string, value: string, ranges: readonly ByteRange[]): string {
  if (raw === value) return starred(raw, ranges)
  const places: number[] = []
  for (let at = 0; at < raw.length; at += /^%[0-9a-f]{2}/i.test(raw.slice(at, at + 3)) ? 3 : 1) places.push(at)
  if (places.length !== value.length) return stars(raw)
  places.push(raw.length)
  return starred(
    raw,
    ranges.map(([from, to]) => [places[from] ?? raw.length, places[to] ?? raw.length]),
  )
}
