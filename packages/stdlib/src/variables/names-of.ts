import { type Member, NamedValue } from '@secrule/program'

/** The members of a `…_NAMES` variable: each has the name both as its key and as its value. */
export function namesOf(members: readonly Member[]): readonly Member[] {
  return members.map(({ key }) => new NamedValue(key, key))
}
