import type { Member } from '@secrule/program'

const none: readonly Member[] = []

/** The members of several collections in order. Gives the list itself when only one has members, which is the usual case. */
export function joinedMembers(...lists: readonly (readonly Member[])[]): readonly Member[] {
  let joined: readonly Member[] = none
  for (const list of lists) {
    if (joined.length === 0) joined = list
    else if (list.length > 0) joined = [...joined, ...list]
  }
  return joined
}
