import type { Member } from '@secrule/program'

/** The members of several collections in order. Gives the list itself when only one has members, which is the usual case. */
export function joinedMembers(...lists: readonly (readonly Member[])[]): readonly Member[] {
  const filled = lists.filter((list) => list.length > 0)
  return filled.length <= 1 ? (filled[0] ?? []) : filled.flat()
}
