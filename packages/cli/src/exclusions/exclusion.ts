import type { ExcludedTarget } from './excluded-target.js'
import type { Location } from './location.js'

/** A rule that is not to look at a target, at a part of the site. */
export interface Exclusion {
  readonly rule: number
  readonly target: ExcludedTarget
  readonly location: Location
}

/** What the engine is to leave out of a request for this path. */
export function exclusionsAt(
  exclusions: readonly Exclusion[],
  path: string,
): readonly { readonly rule: number; readonly target: ExcludedTarget['removed'] }[] {
  return exclusions
    .filter(({ location }) => location.covers(path))
    .map(({ rule, target }) => ({ rule, target: target.removed }))
}
