import { alphabet } from './choose-letters.js'
import { deepest, hasSibling, isEnd, isParent } from './phrase-node.js'
import type { PhraseTables } from './phrase-tables.js'

/** Whether tables from a bundle could lead out of themselves, round in a circle, far too deep, or to a purpose that is none. */
export function arePhraseTablesDamaged(tables: PhraseTables, purposes: number): boolean {
  const { letterOf, pairs, triples, roots, tree } = tables
  if (!(letterOf instanceof Uint8Array) || letterOf.length !== 256) return true
  if (![pairs, triples, roots, tree].every((table) => table instanceof Int32Array)) return true
  if (pairs.length % 2 !== 0 || roots.length !== triples.length) return true
  for (const letter of letterOf) if (letter >= alphabet) return true
  // letters that differ by case would hide phrases
  for (let upper = 0x41; upper <= 0x5a; upper++) if (letterOf[upper] !== letterOf[upper + 32]) return true
  for (let at = 0; at < pairs.length; at += 2) {
    if (pairs[at]! < 0 || pairs[at]! > 0xffff || pairs[at + 1]! < 0 || pairs[at + 1]! >= purposes) return true
  }
  for (const triple of triples) if (triple < 0 || triple > 0xffffff) return true
  return areTreesDamaged(tree, roots, purposes)
}

/** Nodes only lead on to later ones, at most so deep, past as many siblings as there are bytes. */
function areTreesDamaged(tree: Int32Array, roots: Int32Array, purposes: number): boolean {
  const isNode = new Uint8Array(tree.length)
  const depths = new Uint8Array(tree.length)
  const places = new Uint16Array(tree.length)
  for (let node = 0; node < tree.length; ) {
    const head = tree[node]!
    let next = node + 1
    isNode[node] = 1
    if (head < 0 || head >= 2 * isEnd) return true
    if ((head & hasSibling) !== 0) {
      const sibling = tree[next++]!
      if (!(sibling > node && sibling < tree.length) || places[node] === 255) return true
      places[sibling] = Math.max(places[sibling]!, places[node]! + 1)
      depths[sibling] = Math.max(depths[sibling]!, depths[node]!)
    }
    if ((head & isEnd) !== 0) {
      const purpose = tree[next++]!
      if (!(purpose >= 0 && purpose < purposes)) return true
    }
    if (next > tree.length) return true
    if ((head & isParent) !== 0) {
      if (next === tree.length || depths[node] === deepest) return true
      depths[next] = Math.max(depths[next]!, depths[node]! + 1)
    }
    node = next
  }
  // whatever is a sibling of something has a place behind the first
  return places.some((place, node) => place > 0 && isNode[node] === 0) || roots.some((root) => isNode[root] !== 1)
}
