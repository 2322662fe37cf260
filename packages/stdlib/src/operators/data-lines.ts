/** A line of a data file with its number, counted from 1. */
export interface DataLine {
  readonly text: string
  readonly number: number
}

/** The lines of a list file, unless they are to stay as they are: white space at both ends taken off, without empty lines and lines that begin with `#`. */
export function dataLines(text: string, isTrimmed = true): readonly DataLine[] {
  const lines: DataLine[] = []
  let number = 0
  for (const line of text.split('\n')) {
    number++
    const trimmed = line.replace(/^[\t-\r ]+|[\t-\r ]+$/g, '')
    if (trimmed !== '' && !trimmed.startsWith('#')) lines.push({ text: isTrimmed ? trimmed : line, number })
  }
  return lines
}
