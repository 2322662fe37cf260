import type { Diagnostic } from 'secrule'
import { displayText } from '../display-text.js'

/** Workflow commands of GitHub, one a line: they become annotations of the change. */
export function renderGithub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(annotation).join('\n')
}

function annotation(diagnostic: Diagnostic): string {
  const { severity, file, line, column, length, code, message, hint } = diagnostic
  const properties = Object.entries({
    file,
    line: `${line}`,
    col: `${column}`,
    endColumn: `${column + length}`,
    title: code,
  })
    .map(([name, value]) => `${name}=${escapeProperty(value)}`)
    .join(',')
  const text = displayText(hint === undefined ? message : `${message}: ${hint}`)
  return `::${severity === 'info' ? 'notice' : severity} ${properties}::${escapeData(text)}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
