import { alphabet, type PhraseTables } from './phrase-tables.js'

/** Deepest tree that is followed: phrases are short. */
const deepest = 64

/** Whether tables from a bundle could lead out of themselves, round in a circle, or far too deep. */
export function arePhraseTablesDamaged(tables: PhraseTables): boolean {
  const { letterOf, pairTexts, triples, roots, bytes, isParent, siblings, ends } = tables
  if (![pairTexts, triples, roots, siblings, ends].every((table) => table instanceof Int32Array)) return true
  if (![letterOf, bytes, isParent].every((table) => table instanceof Uint8Array)) return true
  const nodes = bytes.length
  if (letterOf.length !== 256 || roots.length !== triples.length) return true
  if (isParent.length !== nodes || siblings.length !== nodes || ends.length !== nodes) return true
  for (const letter of letterOf) if (letter >= alphabet) return true
  for (const pair of pairTexts) if (pair < -1 || pair > 0xffff) return true
  for (const triple of triples) if (triple < 0 || triple > 0xffffff) return true
  for (const root of roots) if (root < 0 || root >= nodes) return true
  return areTreesDamaged(tables, pairTexts.length)
}

/** Nodes only lead on to later ones, at most so deep, past as many siblings as there are bytes. */
function areTreesDamaged({ isParent, siblings, ends }: PhraseTables, phrases: number): boolean {
  const nodes = ends.length
  const depths = new Uint8Array(nodes)
  const places = new Uint16Array(nodes)
  for (let node = 0; node < nodes; node++) {
    const sibling = siblings[node]!
    if (ends[node]! < -1 || ends[node]! >= phrases) return true
    if (sibling !== -1) {
      if (sibling <= node || sibling >= nodes || places[node] === 255) return true
      places[sibling] = Math.max(places[sibling]!, places[node]! + 1)
      depths[sibling] = Math.max(depths[sibling]!, depths[node]!)
    }
    if (isParent[node] === 0) continue
    if (node + 1 === nodes || depths[node] === deepest) return true
    depths[node + 1] = Math.max(depths[node + 1]!, depths[node]! + 1)
  }
  return false
}
