import { type CompileContext, type Diagnostic, isDiagnostic, problem, type Span } from '@secrule/program'
import { type DataLine, dataLines } from './data-lines.js'

/** A list that an operator names: the lines that count, and what to call it in messages. */
export interface List {
  readonly name: string
  readonly lines: readonly DataLine[]
}

/** Reads a list file, or says why it cannot be read. Lists are read when rules are compiled, so none comes from a URL. */
export function readListFile(name: string, span: Span, context: CompileContext, isTrimmed = true): List | Diagnostic {
  if (/^https?:\/\//i.test(name)) {
    return problem(
      span,
      'unsupported',
      'a list at a URL',
      'rules are compiled from files',
      'download it and name the file',
    )
  }
  const file = context.readFile(name, span)
  return isDiagnostic(file) ? file : { name, lines: dataLines(file.text, isTrimmed) }
}

/** Reads a SecDataset, or says that there is none of that name. */
export function readDataset(name: string, span: Span, context: CompileContext): List | Diagnostic {
  const lines = context.dataset(name)
  if (lines === null) return problem(span, 'unknown-dataset', name)
  return { name, lines: dataLines(lines.join('\n')) }
}
