import type { Assertion, Node } from '../syntax/ast.js'
import { ByteSet } from '../syntax/byte-set.js'
import type { SymbolSet } from './linear-node.js'

/** Every neighbour there can be. */
export const allSymbols: SymbolSet = { bytes: ByteSet.all, finalNewline: true, outside: true }
const noSymbols: SymbolSet = { bytes: ByteSet.none, finalNewline: false, outside: false }
const newline = ByteSet.of(0x0a)

/** The neighbours that are one of these bytes. */
export function byteSymbols(bytes: ByteSet): SymbolSet {
  return { bytes, finalNewline: bytes.has(0x0a), outside: false }
}

/** All neighbours that are not in the set. */
export function otherSymbols(symbols: SymbolSet): SymbolSet {
  return { bytes: symbols.bytes.negated(), finalNewline: !symbols.finalNewline, outside: !symbols.outside }
}

function both(a: SymbolSet, b: SymbolSet): SymbolSet {
  return {
    bytes: a.bytes.intersection(b.bytes),
    finalNewline: a.finalNewline && b.finalNewline,
    outside: a.outside && b.outside,
  }
}

function either(a: SymbolSet, b: SymbolSet): SymbolSet {
  return {
    bytes: a.bytes.union(b.bytes),
    finalNewline: a.finalNewline || b.finalNewline,
    outside: a.outside || b.outside,
  }
}

/** Assertions that look at one neighbour only: on which side, and for what. */
export const assertionEdges: ReadonlyMap<Assertion, { readonly ahead: boolean; readonly symbols: SymbolSet }> = new Map(
  [
    ['subjectStart', { ahead: false, symbols: { bytes: ByteSet.none, finalNewline: false, outside: true } }],
    ['lineStart', { ahead: false, symbols: { bytes: newline, finalNewline: false, outside: true } }],
    ['subjectEnd', { ahead: true, symbols: { bytes: ByteSet.none, finalNewline: false, outside: true } }],
    ['subjectEndOrNewline', { ahead: true, symbols: { bytes: ByteSet.none, finalNewline: true, outside: true } }],
    ['lineEnd', { ahead: true, symbols: { bytes: newline, finalNewline: true, outside: true } }],
  ],
)

function intersectAll(items: readonly Node[], ahead: boolean): SymbolSet | null {
  let symbols = allSymbols
  for (const item of items) {
    const part = edgeSymbols(item, ahead)
    if (part === null) return null
    symbols = both(symbols, part)
  }
  return symbols
}

function sequenceSymbols(items: readonly Node[], ahead: boolean): SymbolSet | null {
  const eater = items.findIndex((item) => item.kind !== 'assert' && item.kind !== 'look')
  if (eater < 0) return intersectAll(items, ahead)
  // What follows the first byte is free when it can be empty, so that byte alone decides a lookahead.
  if (!ahead || !items.slice(eater + 1).every((item) => item.kind === 'repeat' && item.min === 0)) return null
  return intersectAll(items.slice(0, eater + 1), ahead)
}

/**
 * The neighbours for which a lookaround with this body holds, when one neighbour decides it; null otherwise. A look at
 * the far side (a lookbehind in a lookahead) is not decided so.
 */
export function edgeSymbols(node: Node, ahead: boolean): SymbolSet | null {
  switch (node.kind) {
    case 'empty':
      return allSymbols
    case 'never':
      return noSymbols
    case 'set':
      return byteSymbols(node.set)
    case 'assert': {
      const edge = assertionEdges.get(node.what)
      return edge !== undefined && edge.ahead === ahead ? edge.symbols : null
    }
    case 'look': {
      if (node.ahead !== ahead) return null
      const symbols = edgeSymbols(node.body, ahead)
      return symbols === null ? null : node.negative ? otherSymbols(symbols) : symbols
    }
    case 'choice': {
      let symbols = noSymbols
      for (const option of node.options) {
        const part = edgeSymbols(option, ahead)
        if (part === null) return null
        symbols = either(symbols, part)
      }
      return symbols
    }
    case 'sequence':
      return sequenceSymbols(node.items, ahead)
    case 'repeat':
      if (node.min === 0) return allSymbols
      return node.min === 1 && ahead && node.body.kind === 'set' ? byteSymbols(node.body.set) : null
    case 'atomic':
      return edgeSymbols(node.body, ahead)
    default:
      return null
  }
}
