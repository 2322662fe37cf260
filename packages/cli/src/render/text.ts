import type { Diagnostic } from 'secrule'
import { displayLine, displayText } from '../display-text.js'
import type { Palette } from '../palette.js'

/** A frame shows this much of a long line. */
const frameWidth = 140

/** Diagnostics as a person reads them: place and message, the source line, carets and the hint under it. */
export function renderText(diagnostics: readonly Diagnostic[], paint: Palette): string {
  return diagnostics.map((each) => frame(each, paint)).join('\n')
}

function frame(diagnostic: Diagnostic, paint: Palette): string {
  const { severity, file, line, column, message, code, related } = diagnostic
  const colour = severity === 'error' ? paint.red : severity === 'warning' ? paint.yellow : paint.blue
  const head = `${paint.bold(`${file}:${line}:${column}`)} ${colour(severity)}: ${displayText(message)} ${paint.dim(`(${code})`)}`
  const also =
    related === undefined
      ? []
      : [`  ${paint.blue(`${related.file}:${related.line}:${related.column}`)} ${displayText(related.message)}`]
  return [head, ...source(diagnostic, colour, paint), ...also].join('\n')
}

function source(diagnostic: Diagnostic, colour: (text: string) => string, paint: Palette): string[] {
  const { sourceLine, line, column, length, hint } = diagnostic
  if (sourceLine === '') return hint === undefined ? [] : [`  ${paint.blue('=')} ${displayText(hint)}`]
  const before = displayLine(sourceLine.slice(0, column - 1))
  const marked = displayLine(sourceLine.slice(column - 1, column - 1 + length))
  const after = displayLine(sourceLine.slice(column - 1 + length))
  const cut = cutAround(before, marked, after)
  const number = `${line}`
  const pad = cut.before.replace(/[^\t]/g, ' ')
  const carets = colour('^'.repeat(Math.max(1, cut.marked.length)))
  return [
    `  ${paint.dim(`${number} |`)} ${cut.before}${cut.marked}${cut.after}`,
    `  ${' '.repeat(number.length)} ${paint.dim('|')} ${pad}${carets}${hint === undefined ? '' : ` ${displayText(hint)}`}`,
  ]
}

/** A long line is cut to what stands around the place, with `…` where something is missing. */
function cutAround(before: string, marked: string, after: string): { before: string; marked: string; after: string } {
  if (before.length + marked.length + after.length <= frameWidth) return { before, marked, after }
  const shown = marked.length > frameWidth / 2 ? `${marked.slice(0, frameWidth / 2)}…` : marked
  const room = frameWidth - shown.length
  const left = Math.min(before.length, Math.max(Math.floor(room / 2), room - after.length))
  const right = Math.min(after.length, room - left)
  return {
    before: left < before.length ? `…${before.slice(before.length - left + 1)}` : before,
    marked: shown,
    after: right < after.length ? `${after.slice(0, Math.max(0, right - 1))}…` : after,
  }
}
