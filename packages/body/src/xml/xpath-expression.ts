/** An XPath 1.0 expression. */
export type XPathExpression =
  | {
      readonly kind: 'path'
      readonly start: XPathExpression | 'root' | 'context'
      readonly steps: readonly XPathStep[]
    }
  | { readonly kind: 'filter'; readonly operand: XPathExpression; readonly predicates: readonly XPathExpression[] }
  | {
      readonly kind: 'binary'
      readonly operator: string
      readonly left: XPathExpression
      readonly right: XPathExpression
    }
  | { readonly kind: 'negative'; readonly operand: XPathExpression }
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly XPathExpression[] }

/** The axes that are known. */
export const xpathAxes = [
  'child',
  'descendant',
  'descendant-or-self',
  'self',
  'parent',
  'ancestor',
  'ancestor-or-self',
  'attribute',
  'following-sibling',
  'preceding-sibling',
] as const

/** An axis of a step. */
export type XPathAxis = (typeof xpathAxes)[number]

/** What a step selects on its axis: `name` with a null local name is `*` or `prefix:*`. */
export type XPathTest =
  | { readonly kind: 'name'; readonly prefix: string; readonly local: string | null }
  | { readonly kind: 'node' }
  | { readonly kind: 'text' }

/** One step of a path. */
export interface XPathStep {
  readonly axis: XPathAxis
  readonly test: XPathTest
  readonly predicates: readonly XPathExpression[]
}
