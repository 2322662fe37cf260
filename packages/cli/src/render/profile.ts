import type { Profile, ProfiledPart, ProfiledRule } from '../bench/profile.js'
import type { Palette } from '../palette.js'
import { count } from './count.js'

/** Where the time goes, as three tables. */
export function renderProfile(profile: Profile, paint: Palette): string {
  const { stages, rules, transformations, rounds, microseconds } = profile
  return [
    paint.bold('Where the time goes'),
    `${figure(microseconds).trim()} µs a request on average of ${count(rounds, 'round')} through the workload, watched: every rule and`,
    'transformation is timed, which slows the engine down; nothing that it knows of earlier requests is used, and rules',
    'run every time that otherwise have the effect they had before. Compare the shares.',
    '',
    ...table('stage', stages, paint),
    '',
    ...table('rule (its own time, without the two shared stages)', rules, paint, place),
    '',
    ...table('transformation', transformations, paint),
  ].join('\n')
}

function table<Part extends ProfiledPart>(
  title: string,
  parts: readonly Part[],
  paint: Palette,
  place: (part: Part) => string = () => '',
): string[] {
  const head = `${'µs'.padStart(10)} ${'share'.padStart(7)} ${'times'.padStart(9)}  ${title}`
  if (parts.length === 0) return [paint.bold(head), paint.dim(`${' '.repeat(30)}none`)]
  return [
    paint.bold(head),
    ...parts.map((part) => {
      const share = `${(part.share * 100).toFixed(1)}%`.padStart(7)
      return `${figure(part.microseconds)} ${share} ${figure(part.times).slice(1)}  ${part.name}${paint.dim(place(part))}`
    }),
  ]
}

function place({ file, line, phase }: ProfiledRule): string {
  return `  phase ${phase}, ${file}:${line}`
}

/** Three digits are enough to compare, more where the number is large. */
function figure(number: number): string {
  const digits = number >= 100 ? 0 : number >= 10 ? 1 : 2
  return number.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }).padStart(10)
}
