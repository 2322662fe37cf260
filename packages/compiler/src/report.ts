import type { Diagnostic } from '@secrule/program'

/** How many problems a load reports before it says no more. */
const most = 1000

/** Collects the problems of a load. */
export class Report {
  readonly #found: Diagnostic[] = []

  add(diagnostic: Diagnostic): void {
    if (this.#found.length < most) this.#found.push(diagnostic)
  }

  get hasErrors(): boolean {
    return this.#found.some((each) => each.severity === 'error')
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
