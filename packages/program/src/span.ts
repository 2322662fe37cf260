/** A rule file as it was read: bytes as a byte string, under the name it is shown by. */
export interface SourceFile {
  readonly name: string
  readonly text: string
}

/**
 * A stretch of a source file: offsets in bytes, `end` exclusive. `offsets` stands on the span of a text that is not
 * the literal slice of the file (continuation lines and escapes were taken out): `offsets[i]` is the place in the file
 * of the text's byte `i`, with one more entry for its end.
 */
export interface Span {
  readonly file: SourceFile
  readonly start: number
  readonly end: number
  readonly offsets?: readonly number[]
}

/** A place as an editor shows it: line and column count from 1, columns in bytes. */
export interface Position {
  readonly line: number
  readonly column: number
}

const lineStarts = new WeakMap<SourceFile, readonly number[]>()

function startsOf(file: SourceFile): readonly number[] {
  let starts = lineStarts.get(file)
  if (starts === undefined) {
    const found = [0]
    for (let at = file.text.indexOf('\n'); at >= 0; at = file.text.indexOf('\n', at + 1)) found.push(at + 1)
    lineStarts.set(file, found)
    starts = found
  }
  return starts
}

/** The line and column of an offset. */
export function positionAt(file: SourceFile, offset: number): Position {
  const starts = startsOf(file)
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (starts[middle]! <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - starts[low]! + 1 }
}

/** The text of a line (counted from 1) without its line end. */
export function lineText(file: SourceFile, line: number): string {
  const starts = startsOf(file)
  const from = starts[line - 1]
  if (from === undefined) return ''
  const to = starts[line] ?? file.text.length + 1
  return file.text.slice(from, to - 1).replace(/\r$/, '')
}

/** The part of a span that bytes `from` to `to` of its text came from. */
export function subspan(span: Span, from: number, to: number): Span {
  const { file, offsets } = span
  if (offsets === undefined) return { file, start: span.start + from, end: Math.min(span.start + to, span.end) }
  const last = offsets.length - 1
  const start = offsets[Math.min(from, last)] ?? span.start
  const end = to > from ? (offsets[Math.min(to, last) - 1] ?? start) + 1 : start
  return { file, start, end, offsets: offsets.slice(from, to + 1) }
}
