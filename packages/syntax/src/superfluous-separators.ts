import type { CstNode, IToken } from 'chevrotain'

/**
 * Where the items of a list are missing, as offsets: the separators that could be taken out, or 0 for a list without
 * anything. `items` are the nodes between the separators.
 */
export function superfluousSeparators(items: readonly CstNode[], separators: readonly IToken[]): number[] {
  if (separators.length === 0) return isEmpty(items[0]) ? [0] : []
  const found = items.findIndex((item) => !isEmpty(item))
  const first = found < 0 ? items.length : found
  const places: number[] = []
  items.forEach((item, index) => {
    const separator = separators[index < first ? index : index - 1]
    if (isEmpty(item) && separator !== undefined) places.push(separator.startOffset)
  })
  return places
}

/** Whether nothing but white space stands in the place of an item. */
export function isEmpty(item: CstNode | undefined): boolean {
  return item === undefined || Object.keys(item.children).every((name) => name === 'Space')
}
