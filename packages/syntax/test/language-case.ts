import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Diagnostic, DialectName, SourceFile } from '@secrule/program'

/** A problem as `corpus/language` writes it down. */
export interface ExpectedDiagnostic {
  readonly severity: string
  readonly code: string
  readonly line: number
  readonly column: number
  readonly length: number
  readonly message: string
  readonly frame: readonly string[]
  readonly related?: { readonly file?: string; readonly line: number; readonly column: number }
  /** Where it is not in the case's own file. */
  readonly file?: string
}

/** What stands beside a rule file of `corpus/language`; the README there says what the fields mean. */
export interface Expectation {
  readonly about: string
  readonly options?: {
    readonly modules?: readonly string[]
    readonly defines?: readonly string[]
    readonly version?: string
    readonly dialect?: DialectName
    readonly ignoreDirectives?: readonly string[]
    /** The text is handed over as UTF-16, as an embedder does who decoded the file. */
    readonly decoded?: boolean
  }
  readonly diagnostics?: readonly ExpectedDiagnostic[]
  readonly tree?: readonly string[]
  readonly formatted?: readonly string[]
}

/** A rule file with what it must produce. */
export interface LanguageCase {
  readonly name: string
  readonly source: SourceFile
  readonly expected: Expectation
  /** Where the expectation stands. */
  readonly path: string
}

/** The cases of a folder in order of name. A file without its partner is an error; folders in it are left to the cases. */
export function readLanguageCases(folder: string): LanguageCase[] {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.disasm'))
    .map(({ name }) => name)
    .sort()
  for (const file of files) {
    const partner = file.endsWith('.conf')
      ? file.replace(/\.conf$/, '.expected.json')
      : file.replace(/\.expected\.json$/, '.conf')
    if (partner === file || !existsSync(join(folder, partner))) throw new Error(`${file} has no partner in ${folder}`)
  }
  return files
    .filter((file) => file.endsWith('.conf'))
    .map((file) => {
      const name = file.replace(/\.conf$/, '')
      const path = join(folder, `${name}.expected.json`)
      const expected = JSON.parse(readFileSync(path, 'utf8')) as Expectation
      const encoding = expected.options?.decoded === true ? 'utf8' : 'latin1'
      return { name, source: { name: file, text: readFileSync(join(folder, file), encoding) }, expected, path }
    })
}

/** Writes what a case produced as its new expectation. Only for SECRULE_UPDATE=1. */
export function updateLanguageCase(
  { path, expected }: LanguageCase,
  found: Omit<Expectation, 'about' | 'options'>,
): void {
  const { about, options } = expected
  const whole = { about, ...(options === undefined ? {} : { options }), ...found }
  const ascii = JSON.stringify(whole, null, 2).replace(
    /[^\n -~]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  writeFileSync(path, `${ascii}\n`)
}

/** A problem in the form of the expectations. `own` is the file that the case is about. */
export function expectedForm(diagnostic: Diagnostic, own = diagnostic.file): ExpectedDiagnostic {
  const { severity, code, file, line, column, length, message, related } = diagnostic
  return {
    severity,
    code,
    line,
    column,
    length,
    message,
    frame: frameOf(diagnostic),
    ...(file === own ? {} : { file }),
    ...(related === undefined
      ? {}
      : {
          related: {
            ...(related.file === own ? {} : { file: related.file }),
            line: related.line,
            column: related.column,
          },
        }),
  }
}

/** The source line with the place underlined and the hint behind it; tabs stay, so that the marks stand below their bytes. */
function frameOf({ line, column, length, sourceLine, hint }: Diagnostic): string[] {
  const number = String(line)
  const indent = sourceLine.slice(0, column - 1).replace(/[^\t]/g, ' ')
  const marks = '^'.repeat(length)
  return [
    `  ${number} | ${sourceLine}`,
    `  ${' '.repeat(number.length)} | ${indent}${marks}${hint === undefined ? '' : ` ${hint}`}`,
  ]
}
