/**
 * The phrases of a scanner as a tree of states, fit for a bundle. States are numbered by depth, the root is 0; what the
 * scan needs besides is worked out by `Scanner`.
 */
export interface ScannerData {
  /** The class of each byte: letters of both cases share one, 0 is for bytes in no phrase. */
  readonly classes: Uint8Array
  /** The class of the last byte of each state's text. */
  readonly labels: Uint8Array
  /** The state that lacks the last byte; -1 for the root. */
  readonly parents: Int32Array
  /** The state of each phrase, by the phrase's index; -1 for an empty phrase, which never occurs. */
  readonly ends: Int32Array
}

function fold(phrase: string): string {
  return phrase.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

function classify(phrases: readonly string[]): Uint8Array {
  const classes = new Uint8Array(256)
  let count = 0
  for (const phrase of phrases) {
    for (let i = 0; i < phrase.length; i++) {
      const byte = phrase.charCodeAt(i) & 255
      if (classes[byte] === 0) classes[byte] = ++count
    }
  }
  for (let upper = 0x41; upper <= 0x5a; upper++) classes[upper] = classes[upper + 32]!
  return classes
}

/** Prepares phrases to be searched for all at once, ASCII letter case ignored. */
export function buildScanner(phrases: readonly string[]): ScannerData {
  const folded = phrases.map(fold)
  const classes = classify(folded)
  // In sorted order phrases with a common beginning stand together, so a new state shows by looking at the one before.
  const order = folded.map((_, index) => index).filter((index) => folded[index] !== '')
  order.sort((a, b) => (folded[a]! < folded[b]! ? -1 : folded[a]! > folded[b]! ? 1 : 0))
  const ends = new Int32Array(phrases.length).fill(-1)
  for (const index of order) ends[index] = 0
  const labels: number[] = [0]
  const parents: number[] = [-1]
  let live = order
  for (let depth = 0; live.length > 0; depth++) {
    let before = -1
    let label = -1
    const longer: number[] = []
    for (const index of live) {
      const parent = ends[index]!
      const cls = classes[folded[index]!.charCodeAt(depth) & 255]!
      if (parent !== before || cls !== label) {
        labels.push(cls)
        parents.push(parent)
        before = parent
        label = cls
      }
      ends[index] = labels.length - 1
      if (folded[index]!.length > depth + 1) longer.push(index)
    }
    live = longer
  }
  return { classes, labels: Uint8Array.from(labels), parents: Int32Array.from(parents), ends }
}
