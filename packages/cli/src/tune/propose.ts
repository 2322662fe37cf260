import type { Exclusion } from '../exclusions/exclusion.js'
import { everywhere, exactLocation, type Location, pathShape, shapeLocation } from '../exclusions/location.js'
import type { Replayer } from '../replay/replayer.js'
import type { Finding } from './case-book.js'
import type { TuneCase } from './tune-case.js'

/** An exclusion with what is known of the need for it. */
export interface Proposal extends Exclusion {
  readonly finding: Finding
}

/**
 * Everything that would have to be excluded, each at the narrowest part of the site that covers it: a path, paths that
 * differ in an id, and only for what is on more than `spread` of them, everywhere.
 */
export function proposeAll(findings: readonly Finding[], spread: number): readonly Proposal[] {
  return findings.flatMap((finding) => {
    const locations = locationsOf([...finding.paths.keys()])
    const chosen = locations.length > spread ? [everywhere] : locations
    return chosen.map((location) => ({ rule: finding.rule, target: finding.target, location, finding }))
  })
}

function locationsOf(paths: readonly string[]): readonly Location[] {
  const shapes = new Map<string, string[]>()
  for (const path of paths) {
    const shape = pathShape(path)
    const list = shapes.get(shape)
    if (list === undefined) shapes.set(shape, [path])
    else list.push(path)
  }
  return [...shapes].map(([shape, list]) => (list.length === 1 ? exactLocation(list[0]!) : shapeLocation(shape)))
}

/**
 * Leaves out what is not needed: as long as no case is blocked without it. Values that add least go first, since what
 * they tell of costs least to keep; targets that are a whole variable go before those that are one parameter.
 */
export async function leastOf(
  all: readonly Proposal[],
  cases: readonly TuneCase[],
  replayer: Replayer,
  progress: (done: number) => void,
): Promise<readonly Proposal[]> {
  const passing = cases.filter(({ stuckAt }) => stuckAt === null)
  let kept = [...all]
  const order = [...all].sort((a, b) => a.finding.points - b.finding.points || breadth(b) - breadth(a))
  for (const [at, candidate] of order.entries()) {
    progress(at)
    const rest = kept.filter((each) => each !== candidate)
    const touched = passing.filter(
      ({ path, suspects }) =>
        candidate.location.covers(path) &&
        suspects.some(({ rule, target }) => rule === candidate.rule && target.text === candidate.target.text),
    )
    if (!(await anyBlocked(touched, rest, replayer))) kept = rest
  }
  return kept
}

async function anyBlocked(
  cases: readonly TuneCase[],
  exclusions: readonly Exclusion[],
  replayer: Replayer,
): Promise<boolean> {
  for (const { exchange, ends } of cases) if (await replayer.isBlocked(exchange, ends, exclusions)) return true
  return false
}

function breadth({ target: { removed } }: Proposal): number {
  return removed.key !== null ? 0 : removed.pattern !== null ? 1 : 2
}
