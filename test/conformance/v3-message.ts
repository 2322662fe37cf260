import type { Diagnostic } from 'secrule'

/** The words of libmodsecurity for a problem, where they are known; and the place that it gives instead of ours. */
interface Wording {
  readonly text: string
  readonly place?: { readonly line: number; readonly column: number }
}

/**
 * A problem of a load in the form of libmodsecurity: `Rules error. File: F. Line: L. Column: C. TEXT`. Its places are
 * where its parser stood when it gave up: behind what it read last. `source` is the text of the rules.
 */
export function v3Message(diagnostic: Diagnostic, source: string): string {
  const { file } = diagnostic
  const { text, place = diagnostic } = wording(diagnostic, source)
  return `Rules error. File: ${file}. Line: ${place.line}. Column: ${place.column}. ${text}`
}

function wording(diagnostic: Diagnostic, source: string): Wording {
  const { code, message, line, column, length, sourceLine, file } = diagnostic
  const marked = sourceLine.slice(column - 1, column - 1 + length)
  const lines = source.split('\n')
  switch (code) {
    case 'default-without-disruptive':
      return {
        text: 'SecDefaultAction must specify a disruptive action.',
        place: { line: line - 1, column: lines[line - 2]?.length ?? 0 },
      }
    case 'default-t-none':
      return { text: 'The transformation none is not suitable to be part of the SecDefaultActions' }
    case 'default-metadata':
      return { text: `The action '${marked}' is not suitable to be part of the SecDefaultActions` }
    case 'default-twice': {
      const phase = /\d/.exec(message)?.[0] ?? ''
      const rule = 'SecDefaultActions can only be placed once per phase and configuration context.'
      return { text: `${rule} Phase ${phase} was informed already.` }
    }
    case 'include-nothing':
    case 'missing-file': {
      const name = /`(.*?)`/s.exec(message)?.[1] ?? ''
      const places = [name, name, `${file}/${name}`, `${file}/${name}`].map((path) => `'${path}'`)
      const operator = sourceLine.lastIndexOf(' "', column - 1)
      return {
        text: `Looking at: ${places.join(', ')}.`,
        ...(operator < 0 ? {} : { place: { line, column: operator } }),
      }
    }
    case 'bad-value':
      return sourceLine.slice(0, column - 1).endsWith('exec:')
        ? { text: `exec: Expecting a Lua script: ${marked}` }
        : { text: message }
    case 'remote-rules':
      return { text: 'Failed to download the rules' }
    case 'unsupported': {
      const isVariable = /^\s*SecRule\s+\S*$/i.test(sourceLine.slice(0, column - 1 + length))
      return isVariable
        ? {
            text: `Variable VARIABLE_${marked} is not supported by libModSecurity`,
            place: { line, column: column - 1 + length },
          }
        : { text: message }
    }
    default:
      return { text: message }
  }
}
