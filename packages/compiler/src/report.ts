import { type Diagnostic, type Dialect, positionAt, type Span } from '@secrule/program'

/** How many problems a load reports before it says no more. */
const most = 1000

/** Collects the problems of a load. */
export class Report {
  #found: Diagnostic[] = []
  /** Counted apart, since an error that is no longer kept is still one. */
  #errors = 0
  readonly #dialect: Dialect

  constructor(dialect: Dialect) {
    this.#dialect = dialect
  }

  add(found: Diagnostic): void {
    const { accepted, refused } = this.#dialect
    const diagnostic: Diagnostic = accepted.includes(found.code)
      ? { ...found, severity: 'warning' }
      : refused.includes(found.code)
        ? { ...found, severity: 'error' }
        : found
    if (diagnostic.severity === 'error') this.#errors++
    if (this.#found.length < most) this.#found.push(diagnostic)
  }

  get hasErrors(): boolean {
    return this.#errors > 0
  }

  /** Makes warnings of the errors found in a directive that is left out; false when there are none. */
  excuse({ file, start, end }: Span): boolean {
    const first = positionAt(file, start).line
    const last = positionAt(file, Math.max(start, end - 1)).line
    let excused = 0
    this.#found = this.#found.map((each) => {
      const isOfIt = each.severity === 'error' && each.file === file.name && each.line >= first && each.line <= last
      if (!isOfIt) return each
      excused++
      return { ...each, severity: 'warning' }
    })
    this.#errors -= excused
    return excused > 0
  }

  /** All problems: files in the order they were read, places in source order; the same problem at one place once. */
  sorted(files: readonly string[]): readonly Diagnostic[] {
    const order = new Map(files.map((name, index) => [name, index]))
    const seen = new Set<string>()
    return this.#found
      .filter((each) => {
        const key = `${each.file}:${each.line}:${each.column}:${each.code}:${each.message}`
        return !seen.has(key) && seen.add(key)
      })
      .sort(
        (a, b) =>
          (order.get(a.file) ?? files.length) - (order.get(b.file) ?? files.length) ||
          a.line - b.line ||
          a.column - b.column,
      )
  }
}
