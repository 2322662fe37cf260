import type { SourceFile, Span } from '@secrule/program'
import type { Text } from './ast.js'

/**
 * Text taken out of a file with parts left out (backslashes, line ends, indentation), as a list of pieces. It is what
 * the lexer reads; every offset in it leads back to the physical file.
 */
export interface MappedText {
  readonly file: SourceFile
  readonly text: string
  /** Where the pieces begin in `text`, in rising order; the first is 0. */
  readonly cuts: readonly number[]
  /** Where the same pieces begin in the file. */
  readonly places: readonly number[]
}

/** The stretch `from` to `to` of a file, with nothing left out. */
export function mappedSlice(file: SourceFile, from: number, to: number): MappedText {
  return { file, text: file.text.slice(from, to), cuts: [0], places: [from] }
}

/** The text of an AST node, to be read once more as a list of its own. */
export function mappedFrom(text: Text): MappedText {
  const { file, start, offsets } = text.span
  if (offsets === undefined) return { file, text: text.value, cuts: [0], places: [start] }
  const cuts = [0]
  const places = [offsets[0] ?? start]
  for (let i = 1; i < text.value.length; i++) {
    if (offsets[i] === offsets[i - 1]! + 1) continue
    cuts.push(i)
    places.push(offsets[i] ?? start)
  }
  return { file, text: text.value, cuts, places }
}

function pieceAt(mapped: MappedText, offset: number): number {
  const { cuts } = mapped
  let low = 0
  let high = cuts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (cuts[middle]! <= offset) low = middle
    else high = middle - 1
  }
  return low
}

/** The place in the file of a byte of the text. */
export function placeAt(mapped: MappedText, offset: number): number {
  const piece = pieceAt(mapped, offset)
  return mapped.places[piece]! + offset - mapped.cuts[piece]!
}

/** The span of the bytes `from` to `to`; it has `offsets` only where the file holds more between them. */
export function spanIn(mapped: MappedText, from: number, to: number): Span {
  const { file } = mapped
  const start = placeAt(mapped, from)
  if (to <= from) return { file, start, end: start }
  const end = placeAt(mapped, to - 1) + 1
  if (end - start === to - from) return { file, start, end }
  const offsets: number[] = []
  for (let piece = pieceAt(mapped, from); piece < mapped.cuts.length && mapped.cuts[piece]! < to; piece++) {
    const first = Math.max(mapped.cuts[piece]!, from)
    const last = Math.min(mapped.cuts[piece + 1] ?? to, to)
    const shift = mapped.places[piece]! - mapped.cuts[piece]!
    for (let i = first; i < last; i++) offsets.push(i + shift)
  }
  offsets.push(end)
  return { file, start, end, offsets }
}

/** The bytes `from` to `to` as a node of the tree. */
export function textIn(mapped: MappedText, from: number, to: number, quote: Text['quote'] = ''): Text {
  return { kind: 'text', value: mapped.text.slice(from, to), span: spanIn(mapped, from, to), quote }
}

/** The whole text as a node of the tree. */
export function wholeText(mapped: MappedText, quote: Text['quote'] = ''): Text {
  return textIn(mapped, 0, mapped.text.length, quote)
}

/** The bytes `from` to `to` without those at the offsets `removed` (in rising order, all within). */
export function withoutBytes(mapped: MappedText, from: number, to: number, removed: readonly number[]): MappedText {
  const builder = new MappedTextBuilder(mapped.file)
  let at = from
  for (const stop of removed) {
    builder.addMapped(mapped, at, stop)
    at = stop + 1
  }
  builder.addMapped(mapped, at, to)
  return builder.build(placeAt(mapped, from))
}

/** Collects pieces into a mapped text. */
export class MappedTextBuilder {
  readonly #file: SourceFile
  readonly #cuts: number[] = []
  readonly #places: number[] = []
  #text = ''

  constructor(file: SourceFile) {
    this.#file = file
  }

  /** Adds a stretch of the file. */
  add(from: number, to: number): void {
    this.#push(this.#file.text.slice(from, to), from)
  }

  /** Adds a stretch of another mapped text of the same file. */
  addMapped(mapped: MappedText, from: number, to: number): void {
    for (let piece = pieceAt(mapped, from); piece < mapped.cuts.length && mapped.cuts[piece]! < to; piece++) {
      const first = Math.max(mapped.cuts[piece]!, from)
      const last = Math.min(mapped.cuts[piece + 1] ?? to, to)
      this.#push(mapped.text.slice(first, last), mapped.places[piece]! + first - mapped.cuts[piece]!)
    }
  }

  /** `emptyPlace` is where the text stands when it has no byte. */
  build(emptyPlace: number): MappedText {
    if (this.#cuts.length === 0) return { file: this.#file, text: '', cuts: [0], places: [emptyPlace] }
    return { file: this.#file, text: this.#text, cuts: this.#cuts, places: this.#places }
  }

  #push(text: string, place: number): void {
    if (text === '') return
    this.#cuts.push(this.#text.length)
    this.#places.push(place)
    this.#text += text
  }
}
