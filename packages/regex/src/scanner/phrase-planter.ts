import { hasSibling, isEnd, isParent } from './phrase-node.js'
import type { PhraseTables } from './phrase-tables.js'

/** Grows the trees of `PhraseTables` from phrases of three bytes and more, which come in sorted order. */
export class PhrasePlanter {
  readonly #triples: number[] = []
  readonly #roots: number[] = []
  // of each node, which are numbered as they come
  readonly #bytes: number[] = []
  readonly #isParent: boolean[] = []
  readonly #siblings: number[] = []
  readonly #ends: number[] = []
  /** The last child of each node so far. */
  readonly #lastChild: number[] = []
  // the nodes of the phrase before, by its length up to there
  #path: number[] = []
  #before = ''

  /** A phrase, and the number that stands for it. */
  plant(phrase: string, purpose: number): void {
    let length = 0
    while (length < this.#before.length && this.#before[length] === phrase[length]) length++
    this.#path = this.#path.slice(0, length + 1)
    if (length < 3) this.#plantRoot(phrase)
    for (let at = Math.max(length, 3); at < phrase.length; at++) {
      const parent = this.#path[at]!
      const node = this.#newNode(phrase.charCodeAt(at) & 255)
      if (this.#isParent[parent]) this.#siblings[this.#lastChild[parent]!] = node
      this.#isParent[parent] = true
      this.#lastChild[parent] = node
      this.#path[at + 1] = node
    }
    this.#ends[this.#path[phrase.length]!] = purpose
    this.#before = phrase
  }

  finish(): Pick<PhraseTables, 'triples' | 'roots' | 'tree'> {
    const places = new Int32Array(this.#bytes.length)
    let length = 0
    for (let node = 0; node < places.length; node++) {
      places[node] = length
      length += 1 + (this.#siblings[node]! >= 0 ? 1 : 0) + (this.#ends[node]! >= 0 ? 1 : 0)
    }
    const tree = new Int32Array(length)
    for (const node of places.keys()) this.#write(node, tree, places)
    const roots = Int32Array.from(this.#roots, (node) => places[node]!)
    return { triples: Int32Array.from(this.#triples), roots, tree }
  }

  #write(node: number, tree: Int32Array, places: Int32Array): void {
    const place = places[node]!
    const [sibling, end] = [this.#siblings[node]!, this.#ends[node]!]
    const flags = (this.#isParent[node] ? isParent : 0) | (sibling >= 0 ? hasSibling : 0) | (end >= 0 ? isEnd : 0)
    tree[place] = this.#bytes[node]! | flags
    if (sibling >= 0) tree[place + 1] = places[sibling]!
    if (end >= 0) tree[place + (sibling >= 0 ? 2 : 1)] = end
  }

  #plantRoot(phrase: string): void {
    const root = this.#newNode(0)
    this.#path[3] = root
    this.#triples.push((phrase.charCodeAt(0) << 16) | (phrase.charCodeAt(1) << 8) | phrase.charCodeAt(2))
    this.#roots.push(root)
  }

  #newNode(byte: number): number {
    this.#isParent.push(false)
    this.#siblings.push(-1)
    this.#ends.push(-1)
    this.#lastChild.push(-1)
    return this.#bytes.push(byte) - 1
  }
}
