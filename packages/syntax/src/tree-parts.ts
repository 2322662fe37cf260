import type { CstNode, IToken } from 'chevrotain'

/** The first token of that name in a node. */
export function tokenOf(node: CstNode, name: string): IToken | undefined {
  return node.children[name]?.[0] as IToken | undefined
}

/** All tokens of that name in a node, in order. */
export function tokensOf(node: CstNode, name: string): readonly IToken[] {
  return (node.children[name] ?? []) as IToken[]
}

/** The first part of that rule in a node. */
export function partOf(node: CstNode, rule: string): CstNode | undefined {
  return node.children[rule]?.[0] as CstNode | undefined
}

/** All parts of that rule in a node, in order. */
export function partsOf(node: CstNode, rule: string): readonly CstNode[] {
  return (node.children[rule] ?? []) as CstNode[]
}

/** Where a token ends, exclusive. */
export function endOf(token: IToken): number {
  return token.startOffset + token.image.length
}
