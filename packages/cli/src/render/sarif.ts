import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Diagnostic } from 'secrule'
import { displayLine, displayText } from '../display-text.js'
import { packageVersion } from '../package-version.js'

/** A SARIF 2.1.0 log with one run. Columns count UTF-16 code units, as SARIF's default says, so they are not our bytes. */
export function renderSarif(diagnostics: readonly Diagnostic[]): string {
  const codes = [...new Set(diagnostics.map((each) => each.code))].sort()
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'secrule',
            version: packageVersion(),
            rules: codes.map((code) => ({ id: code, shortDescription: { text: code.replaceAll('-', ' ') } })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map((each) => result(each, codes.indexOf(each.code))),
      },
    ],
  }
  return JSON.stringify(log, null, 2)
}

function result(diagnostic: Diagnostic, ruleIndex: number): object {
  const { severity, code, message, hint, file, line, column, length, sourceLine, related } = diagnostic
  const startColumn = displayLine(sourceLine.slice(0, column - 1)).length + 1
  const marked = displayLine(sourceLine.slice(column - 1, column - 1 + length)).length
  return {
    ruleId: code,
    ruleIndex,
    level: severity === 'info' ? 'note' : severity,
    message: { text: displayText(hint === undefined ? message : `${message} (${hint})`) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifact(file),
          region: { startLine: line, startColumn, endColumn: startColumn + Math.max(1, marked) },
        },
      },
    ],
    ...(related === undefined
      ? {}
      : {
          relatedLocations: [
            {
              message: { text: displayText(related.message) },
              physicalLocation: { artifactLocation: artifact(related.file), region: { startLine: related.line } },
            },
          ],
        }),
  }
}

/** A relative file is named relative to where the command ran, as the tools that read SARIF expect. */
function artifact(file: string): { uri: string } {
  if (isAbsolute(file)) return { uri: pathToFileURL(file).href }
  return { uri: file.split('/').map(encodeURIComponent).join('/') }
}
