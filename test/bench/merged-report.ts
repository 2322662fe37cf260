/** A part of the report. */
export interface Section {
  /** Its heading; empty for the one that stands first. */
  readonly title: string
  lines(): readonly string[] | Promise<readonly string[]>
}

const intro = [
  '# Performance',
  'Written by `npm run bench -- --write`. CRS 4.28, paranoia level 1, engine On, settings of `../shared/bench/peers/conf/make-conf.sh … On 1 v3`.',
  'Every round has other values in query, cookie and form body. Headers and responses come back, as they do on a server, and what is known of them is kept; the column `nothing known` is without that.',
]
const missing = 'Not measured yet: '

/** The report with what was measured now in the place of what it said before; the other sections stay as they are. */
export function mergedReport(
  before: string,
  sections: readonly Section[],
  measured: ReadonlyMap<string, readonly string[]>,
): string {
  const old = new Map<string, string>()
  for (const part of before.split(/^(?=## )/m)) {
    const title = /^## (.*)/.exec(part)?.[1] ?? ''
    old.set(title, textOf(part, title === '' ? 'Machine:' : '\n'))
  }
  const parts = sections.flatMap(({ title }) => {
    const text = measured.get(title)?.join('\n') ?? old.get(title) ?? ''
    if (text === '') return []
    return [title === '' ? text : `## ${title}\n\n${text}`]
  })
  const left = sections.filter(({ title }) => !measured.has(title) && (old.get(title) ?? '') === '')
  if (left.length > 0) parts.push(`${missing}${left.map(({ title }) => title || 'requests').join(', ')}.`)
  return `${[...intro, ...parts].join('\n\n')}\n`
}

/** What a section says from a mark on, without what was said of sections that are missing. */
function textOf(part: string, mark: string): string {
  const at = part.indexOf(mark)
  const text = at < 0 ? '' : part.slice(at)
  return text.replace(/^(?:The other sections were left out|Not measured yet: ).*$/m, '').trim()
}
