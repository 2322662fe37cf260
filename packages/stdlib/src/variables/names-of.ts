import type { Member } from '@secrule/program'

/** The members of a `…_NAMES` variable: each has the name both as its key and as its value. */
export function namesOf(members: readonly Member[]): readonly Member[] {
  return members.map(({ key }) => ({ key, value: key }))
}
