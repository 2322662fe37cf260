/** An ssdeep digest: the hash for a block size and for its double. */
export interface FuzzyDigest {
  readonly blockSize: number
  readonly first: string
  readonly second: string
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const smallest = 3
const full = 64
const half = 32
const sizes = 31
const window = 7
const start = 0x27

/** One block size that is still in the running: its piece hashes so far. */
class Block {
  readonly letters = new Uint8Array(full)
  count = 0
  /** The letter that the tail gave last: the 64th, and the 32nd of the short form; -1 when there is none. */
  tail = -1
  shortTail = -1

  text(count: number): string {
    let text = ''
    for (let i = 0; i < count; i++) text += alphabet[this.letters[i]!]!
    return text
  }
}

/** The ssdeep digest of a byte string, by context triggered piecewise hashing. One pass for all block sizes. */
export function fuzzyDigest(value: string): FuzzyDigest {
  const blocks: Block[] = [new Block()]
  // of each block size the running hash of the piece, and that of the short form
  const hashes = new Uint8Array(sizes * 2).fill(start, 0, 2)
  let from = 0
  const recent = new Uint8Array(window)
  let oldest = 0
  let sum = 0
  let weighted = 0
  let shifted = 0
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    weighted = (weighted - sum + window * code) | 0
    sum = sum + code - recent[oldest]!
    recent[oldest] = code
    oldest = oldest === window - 1 ? 0 : oldest + 1
    shifted = (shifted << 5) ^ code
    for (let k = from * 2; k < blocks.length * 2; k++) hashes[k] = ((hashes[k]! * 19) ^ code) & 63
    let trigger = ((sum + weighted + shifted) >>> 0) + 1
    if (trigger % smallest !== 0 || trigger > 0xffffffff) continue
    trigger /= smallest
    for (let k = 0; k < blocks.length; k++) {
      if (k >= from) {
        const block = blocks[k]!
        if (block.count === 0 && blocks.length < sizes) {
          hashes.copyWithin(blocks.length * 2, k * 2, k * 2 + 2)
          blocks.push(new Block())
        }
        // a size that is full goes when a larger one will be chosen anyway
        const next = blocks[from + 1]
        const overflow = cut(block, hashes, k * 2)
        if (overflow && next !== undefined && smallest * 2 ** from * full < value.length && next.count >= half) from++
      }
      if (trigger % 2 === 1) break
      trigger /= 2
    }
  }
  return digestOf(blocks, hashes, from, value.length, (sum + weighted + shifted) >>> 0 !== 0)
}

/** Ends a piece; true when there was no room for it, so that the tail goes on. */
function cut(block: Block, hashes: Uint8Array, at: number): boolean {
  block.shortTail = hashes[at + 1]!
  if (block.count === full - 1) {
    block.tail = hashes[at]!
    return true
  }
  block.letters[block.count++] = hashes[at]!
  hashes[at] = start
  if (block.count < half) {
    hashes[at + 1] = start
    block.shortTail = -1
  }
  return false
}

function digestOf(
  blocks: readonly Block[],
  hashes: Uint8Array,
  from: number,
  length: number,
  open: boolean,
): FuzzyDigest {
  let index = from
  while (smallest * 2 ** index * full < length) index++
  index = Math.min(index, blocks.length - 1)
  while (index > from && blocks[index]!.count < half) index--
  const block = blocks[index]!
  const first = block.text(block.count) + letter(open ? hashes[index * 2]! : block.tail)
  const next = blocks[index + 1]
  const second =
    next === undefined
      ? letter(open ? hashes[index * 2]! : -1)
      : next.text(Math.min(next.count, half - 1)) + letter(open ? hashes[index * 2 + 3]! : next.shortTail)
  return { blockSize: smallest * 2 ** index, first, second }
}

function letter(hash: number): string {
  return hash < 0 ? '' : alphabet[hash]!
}

/** Reads `96:text:text`, with or without a file name behind it; null when it is no digest. */
export function readFuzzyDigest(text: string): FuzzyDigest | null {
  const parts = /^(\d{1,10}):([\w+/]*):([\w+/]*)(?:,|$)/.exec(text)
  if (parts === null) return null
  const [, blockSize, first, second] = parts
  const digest = { blockSize: Number(blockSize), first: withoutRuns(first!), second: withoutRuns(second!) }
  const fits = digest.first.length <= full && digest.second.length <= full
  return fits && Number.isInteger(Math.log2(digest.blockSize / smallest)) ? digest : null
}

/** How similar two digests are, from 0 to 100, as ssdeep has it. */
export function fuzzyScore(a: FuzzyDigest, b: FuzzyDigest): number {
  const one = { blockSize: a.blockSize, first: withoutRuns(a.first), second: withoutRuns(a.second) }
  const two = { blockSize: b.blockSize, first: withoutRuns(b.first), second: withoutRuns(b.second) }
  if (one.blockSize === two.blockSize) {
    if (one.first === two.first && one.second === two.second) return 100
    return Math.max(score(one.first, two.first, one.blockSize), score(one.second, two.second, one.blockSize * 2))
  }
  if (one.blockSize * 2 === two.blockSize) return score(one.second, two.first, two.blockSize)
  return one.blockSize === two.blockSize * 2 ? score(one.first, two.second, one.blockSize) : 0
}

/** Runs of more than three equal letters say little and are cut to three. */
function withoutRuns(text: string): string {
  return text.replace(/(.)\1{3,}/g, '$1$1$1')
}

function score(a: string, b: string, blockSize: number): number {
  if (!shareWindow(a, b)) return 0
  const distance = a.length + b.length - 2 * commonLetters(a, b)
  const scaled = Math.floor((distance * full) / (a.length + b.length))
  const result = 100 - Math.floor((100 * scaled) / full)
  if (blockSize >= Math.floor((99 + window) / window) * smallest) return result
  return Math.min(result, (blockSize / smallest) * Math.min(a.length, b.length))
}

function shareWindow(a: string, b: string): boolean {
  for (let i = 0; i + window <= a.length; i++) if (b.includes(a.slice(i, i + window))) return true
  return false
}

/** The length of the longest common subsequence. */
function commonLetters(a: string, b: string): number {
  let above = new Uint8Array(b.length + 1)
  for (let i = 0; i < a.length; i++) {
    const row = new Uint8Array(b.length + 1)
    for (let k = 0; k < b.length; k++) {
      row[k + 1] = a[i] === b[k] ? above[k]! + 1 : Math.max(above[k + 1]!, row[k]!)
    }
    above = row
  }
  return above[b.length]!
}
