import { encodeText } from '../byte-string.js'

/** Members of a JSON object, none of which can be relied on. */
export type Fields = { readonly [name: string]: unknown }

/** The members of a value; none where it is no object. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

/** The elements of a value; none where it is no list. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A text or number as a byte string; empty for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? encodeText(value) : typeof value === 'number' ? String(value) : ''
}

/** A number, also one written as text; 0 for anything else. */
export function numberOf(value: unknown): number {
  const number = Number(typeof value === 'string' || typeof value === 'number' ? value : 0)
  return Number.isFinite(number) ? number : 0
}
