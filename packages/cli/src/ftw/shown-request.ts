import { displayText } from '../display-text.js'

const mostLines = 60
const longest = 300

/** Bytes that were sent as lines that can be shown; long ones and many ones are cut. */
export function shownRequest(raw: string): readonly string[] {
  const lines = raw.split('\r\n')
  const shown = lines.slice(0, mostLines).map((line) => {
    const text = displayText(line.slice(0, longest))
    return line.length > longest ? `${text}… (${line.length.toLocaleString('en')} bytes)` : text
  })
  if (lines.length > mostLines) shown.push(`… and ${lines.length - mostLines} lines more`)
  if (shown.at(-1) === '') shown.pop()
  return shown.at(-1) === '' ? shown.slice(0, -1) : shown
}
