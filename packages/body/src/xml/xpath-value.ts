import type { XmlNode } from './xml-node.js'

/** A value of XPath 1.0. A node set is in document order and without duplicates. */
export type XPathValue = string | number | boolean | XmlNode[]

/** The truth of a value. */
export function booleanOf(value: XPathValue): boolean {
  if (Array.isArray(value)) return value.length > 0
  return Boolean(value)
}

/** The number of a value, whose text is given; only plain decimal numbers are any. */
export function numberOf(text: string, value: XPathValue | undefined): number {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  const trimmed = text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')
  return /^-?(?:\d+(?:\.\d*)?|\.\d+)$/.test(trimmed) ? Number(trimmed) : Number.NaN
}

/** The text of a number: whole numbers without a point, no exponents. */
export function numberText(value: number): string {
  return Object.is(value, -0) ? '0' : String(value)
}
