import { readFileSync, writeFileSync } from 'node:fs'

const report = 'docs/performance.md'

/** Puts a section into the report on performance: in the place of the one with that title, or at the end. */
export function writeSection(title: string, lines: readonly string[]): void {
  const section = `## ${title}\n\n${lines.join('\n')}\n`
  const parts = readFileSync(report, 'utf8').split(/^(?=## )/m)
  const at = parts.findIndex((part) => part.startsWith(`## ${title}\n`))
  if (at < 0) parts.push(`${parts.pop()!.trimEnd()}\n\n`, section)
  else parts[at] = at < parts.length - 1 ? `${section}\n` : section
  writeFileSync(report, parts.join(''))
}
