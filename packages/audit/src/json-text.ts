import { byteText } from './byte-text.js'

/** What can be written as JSON. Names that come from traffic belong in a Map, so that none of them means anything. */
export type Json =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly Json[]
  | ReadonlyMap<string, Json>
  | { readonly [name: string]: Json | undefined }

/**
 * One line of JSON in pure ASCII. Strings are byte strings: they are shown as the text that their UTF-8 means, or byte by
 * byte when they are not UTF-8. Members that are undefined are left out.
 */
export function jsonText(value: Json): string {
  if (typeof value === 'string') return jsonString(value)
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null'
  if (typeof value === 'boolean' || typeof value === 'bigint' || value === null) return String(value)
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(jsonText).join(',')}]`
  const entries = value instanceof Map ? [...value] : Object.entries(value as object)
  const members = entries.flatMap(([name, member]) =>
    member === undefined ? [] : [`${jsonString(name)}:${jsonText(member)}`],
  )
  return `{${members.join(',')}}`
}

const special = /["\\]|[^\x20-\x7e]/g

function jsonString(bytes: string): string {
  return `"${byteText(bytes).replace(special, escapeChar)}"`
}

function escapeChar(char: string): string {
  switch (char) {
    case '"':
      return '\\"'
    case '\\':
      return '\\\\'
    case '\n':
      return '\\n'
    case '\r':
      return '\\r'
    case '\t':
      return '\\t'
    default:
      return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  }
}
